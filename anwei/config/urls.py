"""Every address: one line per room."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("anwei.accounts.urls")),
]
