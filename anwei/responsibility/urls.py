"""Addresses of sites, enterprises, who answers for them, and the rules."""

from django.urls import path

from anwei.responsibility.views import (
    answering,
    determining,
    enterprises,
    gaps,
    lines,
    rules,
    sites,
)

app_name = "responsibility"
urlpatterns = [
    path("", sites.sites, name="sites"),
    path("new/", sites.add_site, name="add_site"),
    path("on-a-day/", answering.on_a_day, name="on_a_day"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("<int:pk>/", sites.site, name="site"),
    path("<int:pk>/change/", sites.change_site, name="change_site"),
    path("<int:pk>/close/", sites.close_site, name="close_site"),
    path("<int:pk>/reopen/", sites.reopen_site, name="reopen_site"),
    path("<int:pk>/lines/new/", lines.set_line, name="set_line"),
    path("lines/<int:pk>/end/", lines.end_line, name="end_line"),
    path("lines/<int:pk>/remove/", lines.remove_line, name="remove_line"),
    path("enterprises/", enterprises.enterprises, name="enterprises"),
    path("enterprises/new/", enterprises.add_enterprise, name="add_enterprise"),
    path("enterprises/<int:pk>/", enterprises.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/change/", enterprises.change_enterprise, name="change_enterprise"),
    path("buildings/", sites.buildings, name="buildings"),
    path("buildings/new/", sites.add_building, name="add_building"),
    path("buildings/<int:pk>/", sites.building, name="building"),
    path("buildings/<int:pk>/change/", sites.change_building, name="change_building"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.add_rule, name="add_rule"),
    path("rules/compare/", rules.compare_all, name="compare_all"),
    path("rules/changes/", rules.changes, name="changes"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/change/", rules.change_rule, name="change_rule"),
    path("rules/<int:pk>/try/", rules.try_out, name="try_out"),
    path("rules/<int:pk>/retire/", rules.retire_rule, name="retire_rule"),
    path("rules/<int:pk>/drop/", rules.drop_rule, name="drop_rule"),
    path("rules/runs/<int:pk>/", rules.run, name="run"),
    path("rules/runs/<int:pk>/apply/", rules.apply_run, name="apply_run"),
    path("determinations/", determining.determinations, name="determinations"),
    path("determinations/new/", determining.propose, name="propose"),
    path("determinations/<int:pk>/", determining.determination, name="determination"),
    path("determinations/<int:pk>/decide/", determining.decide, name="decide"),
    path("determinations/<int:pk>/withdraw/", determining.withdraw, name="withdraw"),
]
