"""Addresses of notices."""

from django.urls import path

from anwei.messaging import views

app_name = "messaging"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("bell/", views.bell, name="bell"),
    path("read-all/", views.read_all, name="read_all"),
    path("preferences/", views.preferences, name="preferences"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/mute/", views.mute, name="mute"),
    path("<int:pk>/unmute/", views.unmute, name="unmute"),
]
