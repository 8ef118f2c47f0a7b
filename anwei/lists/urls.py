"""Addresses of lists: parts of every list's page, saved views, selections, exports."""

from django.urls import path

from anwei.lists.views import parts, saved

app_name = "lists"
urlpatterns = [
    path("<slug:key>/total/", parts.total, name="total"),
    path("<slug:key>/units/<slug:filter_key>/", parts.units, name="units"),
    path("<slug:key>/views/", saved.views, name="views"),
    path("<slug:key>/views/save/", saved.save, name="save-view"),
    path("views/<int:pk>/rename/", saved.rename, name="rename-view"),
    path("views/<int:pk>/update/", saved.update, name="update-view"),
    path("views/<int:pk>/remove/", saved.remove, name="remove-view"),
    path("views/<int:pk>/open-first/", saved.open_first, name="open-first"),
]
