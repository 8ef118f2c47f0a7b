"""Who may do what, asked of the one permission function."""

import pytest

from anwei.accounts import rights
from anwei.accounts.models import UnitKind
from anwei.accounts.permissions import may
from anwei.accounts.roles import ROLES
from anwei.accounts.tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


def test_an_officer_may_verify_for_the_own_department_and_not_for_another():
    officer = make_user("officer")
    assert may(officer, "hazards.verify", units=[officer.unit])
    assert not may(officer, "hazards.verify", units=[make_unit()])


def test_a_street_officer_reaches_the_communities_below_the_street():
    street = make_unit(kind=UnitKind.STREET)
    officer = make_user("street", unit=street)
    assert may(officer, "hazards.verify", units=[make_unit(kind=UnitKind.COMMUNITY, parent=street)])


def test_a_leader_sees_everything_and_edits_nothing():
    leader = make_user("leader")
    assert may(leader, "hazards.view", units=[make_unit()])
    assert not may(leader, "hazards.verify")
    assert not may(leader, "hazards.register")


def test_a_closed_account_may_do_nothing():
    clerk = make_user("clerk")
    clerk.is_active = False
    assert not may(clerk, "hazards.view")


def test_every_right_a_role_has_is_told_in_words_on_the_persons_own_page() -> None:
    held = frozenset().union(*(role.permissions for role in ROLES.values()))
    assert held == frozenset(rights.WORDS)
