"""Addresses of the trail's pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from anwei.config.pages.trail import views


class DayConverter(StringConverter):
    """A day in an address: 2026-11-23."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


register_converter(DayConverter, "trail_day")

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("<int:number>/", views.entry, name="entry"),
    path("heads/", views.heads, name="heads"),
    path("heads/<trail_day:day>/file/", views.head_file, name="head_file"),
    path("heads/<trail_day:day>/sheet/", views.head_sheet, name="head_sheet"),
    path("heads/mail/", views.mail_head, name="mail_head"),
    path("keys/", views.key_file, name="keys"),
    path("verify/", views.verify, name="verify"),
    path("export/", views.export, name="export"),
]
