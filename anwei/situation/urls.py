"""Addresses of the situation."""

from django.urls import path

from anwei.situation import views

app_name = "situation"
urlpatterns = [
    path("", views.page, name="page"),
    path("print/", views.sheet, name="sheet"),
]
