"""Addresses of past visits."""

from django.urls import path

from anwei.inspections import views

app_name = "inspections"
urlpatterns = [
    path("", views.visits, name="visits"),
    path("<int:pk>/", views.visit, name="visit"),
    path("at-site/<int:pk>/", views.for_site, name="for_site"),
    path("of-hazard/<str:number>/", views.for_hazard, name="for_hazard"),
]
