"""Panels of a page: only those the person may ask for are drawn."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from anwei.accounts.roles import ROLES
from anwei.accounts.tests.factories import make_user

pytestmark = pytest.mark.django_db
PANELS = {
    "site": [
        ("hazards.view", "accounts:unit", "Hazards here"),
        ("inspections.view", "accounts:person", "Visits here"),
    ]
}


def drawn(user):
    request = RequestFactory().get("/")
    request.user = user
    page = Template('{% load panels %}{% panels_for "site" 7 %}')
    return page.render(Context({"request": request}))


@override_settings(PANELS=PANELS)
def test_a_panel_is_drawn_for_who_may_ask_for_it_and_for_nobody_else():
    whole = drawn(make_user("clerk"))
    assert 'hx-get="/accounts/units/7/"' in whole and 'hx-get="/accounts/people/7/"' in whole
    expert = drawn(make_user("expert"))
    assert "Hazards here" in expert and "Visits here" not in expert


def test_every_panel_asks_for_a_permission_some_role_has(settings):
    held = frozenset().union(*(role.permissions for role in ROLES.values()))
    assert {permission for rows in settings.PANELS.values() for permission, _a, _l in rows} <= held
