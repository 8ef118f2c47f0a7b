"""Addresses of lists: parts of every list's page, saved views, selections, exports."""

from django.urls import path

from anwei.lists.views import bulk, exports, parts, saved

app_name = "lists"
urlpatterns = [
    path("search/", parts.search_all, name="search"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:key>/", exports.one, name="one-export"),
    path("exports/<uuid:key>/file/", exports.download, name="download"),
    path("selections/<uuid:key>/", bulk.selection, name="selection"),
    path("selections/<uuid:key>/refused/", bulk.refusals, name="refusals"),
    path("views/<int:pk>/rename/", saved.rename, name="rename-view"),
    path("views/<int:pk>/update/", saved.update, name="update-view"),
    path("views/<int:pk>/remove/", saved.remove, name="remove-view"),
    path("views/<int:pk>/open-first/", saved.open_first, name="open-first"),
    path("<slug:key>/total/", parts.total, name="total"),
    path("<slug:key>/units/<slug:filter_key>/", parts.units, name="units"),
    path("<slug:key>/views/", saved.views, name="views"),
    path("<slug:key>/views/save/", saved.save, name="save-view"),
    path("<slug:key>/select/", bulk.select, name="select"),
    path("<slug:key>/<int:pk>/<slug:action_key>/", bulk.act, name="act"),
    path("<slug:key>/export/", exports.export, name="export"),
]
