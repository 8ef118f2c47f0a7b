"""Addresses of imports."""

from django.urls import path, re_path

from anwei.imports.views import batches, columns, findings

app_name = "imports"
urlpatterns = [
    path("", batches.batches, name="batches"),
    path("new/", batches.new, name="new"),
    path("<int:pk>/", batches.batch, name="batch"),
    path("<int:pk>/columns/", columns.columns, name="columns"),
    path("<int:pk>/rehearse/", batches.rehearse, name="rehearse"),
    path("<int:pk>/remarks/", findings.remarks, name="remarks"),
    re_path(r"^(?P<pk>\d+)/remarks\.(?P<shape>csv|xlsx)$", findings.download, name="download"),
    path("<int:pk>/duplicates/", findings.duplicates, name="duplicates"),
    path("<int:pk>/changes/", findings.changes, name="changes"),
    path("<int:pk>/missing/", findings.missing, name="missing"),
    path("<int:pk>/commit/", batches.commit, name="commit"),
    path("<int:pk>/undo/", batches.undo, name="undo"),
    path("<int:pk>/discard/", batches.discard, name="discard"),
]
