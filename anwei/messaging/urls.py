"""Addresses of notices and channels."""

from django.urls import path

from anwei.messaging.views import channels, notices

app_name = "messaging"
urlpatterns = [
    path("", notices.inbox, name="inbox"),
    path("bell/", notices.bell, name="bell"),
    path("read-all/", notices.read_all, name="read_all"),
    path("preferences/", notices.preferences, name="preferences"),
    path("<int:pk>/", notices.open_notice, name="open"),
    path("<int:pk>/read/", notices.read, name="read"),
    path("<int:pk>/mute/", notices.mute, name="mute"),
    path("<int:pk>/unmute/", notices.unmute, name="unmute"),
    path("channels/", channels.all_channels, name="channels"),
    path("channels/add/", channels.add, name="add_channel"),
    path("channels/<int:pk>/", channels.change, name="change_channel"),
    path("channels/<int:pk>/test/", channels.send_test, name="test_channel"),
]
