"""Addresses of papers and of their templates."""

from django.urls import path

from anwei.documents.views import papers, templates

app_name = "documents"
urlpatterns = [
    path("of/<str:subject>/", papers.for_subject, name="for_subject"),
    path("of/<str:subject>/<slug:kind>/", papers.prepare, name="prepare"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/edit/", papers.edit, name="edit"),
    path("papers/<int:pk>/draft/", papers.look, name="look"),
    path("papers/<int:pk>/word/", papers.word, name="word"),
    path("papers/<int:pk>/pdf/", papers.pdf_file, name="pdf"),
    path("papers/<int:pk>/pdf/again/", papers.pdf_again, name="pdf_again"),
    path("papers/<int:pk>/serve/", papers.serve, name="serve"),
    path("papers/<int:pk>/<slug:verb>/", papers.step, name="step"),
    path("receipts/<int:pk>/", papers.signature, name="signature"),
    path("templates/", templates.templates, name="templates"),
    path("templates/letterhead/", templates.letterhead, name="letterhead"),
    path("templates/versions/<int:pk>/", templates.version, name="version"),
    path("templates/versions/<int:pk>/try/", templates.attempt, name="attempt"),
    path("templates/versions/<int:pk>/current/", templates.make_current, name="make_current"),
    path("templates/<slug:kind>/<slug:language>/", templates.template, name="template"),
    path("templates/<slug:kind>/<slug:language>/file/", templates.shipped, name="shipped"),
    path("templates/<slug:kind>/<slug:language>/take-back/", templates.take_back, name="take_back"),
]
