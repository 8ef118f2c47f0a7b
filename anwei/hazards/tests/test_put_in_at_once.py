"""Rows put in many at once stand in the table as the ORM alone would have put them there."""

from datetime import date

import pytest
from django.db import DataError, IntegrityError, transaction

from anwei.accounts.tests.factories import NOON
from anwei.foundation import bulk
from anwei.hazards.models import Fact, Hazard
from anwei.hazards.tests.factories import Cast, make_hazard
from anwei.jobs.models import Job

pytestmark = pytest.mark.django_db

NASTY = [
    "",
    "\\.",
    "\\N",
    "\\",
    "a\tb\\tc",
    "one\ntwo\r\nthree\r",
    "\\.\n\\.\n",
    'it\'s "quoted", %s %(x)s {y} $1',
    "\x01\x08\x0b\x7f\u2028\ufeff",
    "𠮷田的隐患👷",
    "=1+1",
]


def fact(hazard: Hazard, **given: object) -> Fact:
    """A fact, not saved."""
    own = {"kind": "note", "held_on": date(2026, 11, 1), "recorded_at": NOON, "recorded_by": "x"}
    return bulk.build(Fact, {"hazard": hazard, **own, **given})


@pytest.mark.parametrize("keys", [True, False])
def test_whatever_stands_in_a_text_comes_back_letter_by_letter(keys):
    hazard = make_hazard(Cast())
    bulk.insert([fact(hazard, scope=text) for text in NASTY], keys=keys)
    assert list(hazard.facts.order_by("pk").values_list("scope", flat=True)) == NASTY


def test_nothing_and_an_empty_text_are_two_things():
    hazard = make_hazard(Cast())
    bulk.insert([fact(hazard, until=None, scope=""), fact(hazard, until=date(2026, 11, 2))])
    assert list(hazard.facts.order_by("pk").values_list("until", "scope")) == [
        (None, ""),
        (date(2026, 11, 2), ""),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([fact(hazard, scope=None)])


JSON = [
    {"文": '引号" 反斜杠\\ 制表\t 换行\n'},
    {"large": 2**70, "small": -(2**70), "float": 0.1},
    {"key": None, "list": [], "flag": True},
    ["\\.", "\\N"],
    "text",
    0,
]


def test_json_comes_back_as_it_was():
    made = [bulk.build(Job, {"kind": "x", "created_at": NOON, "run_after": NOON, "payload": one}) for one in JSON]  # fmt: skip
    bulk.insert(made)
    assert list(Job.objects.order_by("pk").values_list("payload", flat=True)) == JSON


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused_and_not_turned_into_nothing(number):
    row = bulk.build(Job, {"kind": "x", "created_at": NOON, "run_after": NOON, "payload": [number]})
    with pytest.raises((DataError, IntegrityError, ValueError)), transaction.atomic():
        bulk.insert([row])
