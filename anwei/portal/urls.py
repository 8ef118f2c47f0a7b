"""Addresses that answer without an account."""

from django.urls import path

from anwei.portal import views

app_name = "portal"
urlpatterns = [path("<str:token>/", views.paper, name="paper")]
