"""Every figure of the page opens exactly its list, for everyone who may look, whatever happened before."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anwei.accounts.models import User
from anwei.accounts.tests.factories import sign_in
from anwei.foundation.days import Period
from anwei.hazards.actions import bringing, tallying
from anwei.hazards.models import Hazard, Tally
from anwei.hazards.tests.factories import NOON
from anwei.situation import periods, queries
from anwei.situation.scope import Scope
from anwei.situation.tests.factories import Zone, fill
from anwei.situation.tests.walking import broken

pytestmark = pytest.mark.django_db


def walked(user: User, *addresses: str) -> int:
    """How many figures these pages show; fails on the first page with one that does not open its list."""
    client, claims = sign_in(Client(), user), 0
    for address in addresses:
        number, faults = broken(client, user, address)
        assert faults == [], f"{user.role} {address}\n" + "\n".join(faults)
        claims += number
    return claims


def ended_otherwise(hazards: list[Hazard], rng: random.Random, today: date) -> None:
    """Some cases end, others open again, others are determined, as the moves do it: with the counters' difference."""
    for hazard in rng.sample(hazards, 25):
        before = tallying.contributions(hazard)
        hazard.level = rng.choice(("general", "major"))
        if hazard.is_open:
            hazard.status, hazard.closed_on, hazard.closed_at, hazard.closed_by = (
                "closed",
                today,
                NOON,
                "system:tests",
            )
        else:
            (
                hazard.status,
                hazard.closed_on,
                hazard.closed_at,
                hazard.closed_by,
                hazard.closure_reason,
            ) = "assigned", None, None, "", ""
        hazard.save()
        tallying.write(tallying.contributions(hazard), minus=before)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_opens_exactly_its_list(seed):
    rng, today, zone = random.Random(seed), timezone.localdate(), Zone()
    hazards = fill(zone, rng, today, hazards=150)
    for user in zone.viewers:
        assert walked(user, "/situation/") > 60
    ended_otherwise(hazards, rng, today)
    month, year = f"{today:%Y-%m}", f"{today.year}"
    assert (
        walked(
            zone.leader,
            f"/situation/?period={month}&heat=open",
            f"/situation/?period={year}&heat=overdue",
            f"/situation/print/?period={year}",
        )
        > 200
    )
    assert (
        walked(
            zone.leader,
            f"/situation/?street={zone.east.pk}",
            f"/situation/?unit={zone.fire.pk}&period={today.year - 1}",
        )
        > 60
    )
    for user in zone.viewers[2:]:
        walked(user, f"/situation/?period={year}")


def test_figures_stay_the_same_when_counters_are_folded_and_a_batch_is_undone():
    rng, today, zone = random.Random(3), timezone.localdate(), Zone()
    hazards = fill(zone, rng, today, hazards=60)
    for day in set(Tally.objects.values_list("day", flat=True)):
        tallying.fold(day)
    walked(zone.leader, "/situation/")
    bringing.take_out(hazards[:20], by="system:tests", at=NOON, origin="tests")
    walked(zone.leader, f"/situation/?period={today.year}")


def counted(part: Period) -> dict[tuple[str, str], Counter[str]]:
    """What came and went, counted from the cases themselves, one after another."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for hazard in Hazard.objects.all():
        came = part.first <= hazard.found_on <= part.last and hazard.status != "void"
        went = hazard.closed_on is not None and part.first <= hazard.closed_on <= part.last
        fixed, major = went and hazard.status == "closed", hazard.level == "major"
        measures = {
            "found": came, "major": came and major, "spot": came and hazard.on_the_spot, "kept": came and fixed,
            "fixed": fixed, "major_fixed": fixed and major, "unfixed": went and hazard.status == "unfixed", "void": went and hazard.status == "void",
        }  # fmt: skip
        numbers = Counter(name for name, holds in measures.items() if holds)
        street, unit = str(hazard.territory_id or ""), str(hazard.handling_unit_id or "")
        for place in (("all", ""), ("street", street), ("sector", hazard.sector), ("unit", unit), ("cell", f"{street}|{hazard.sector}")):  # fmt: skip
            counts.setdefault(place, Counter()).update(numbers)
    return {place: numbers for place, numbers in counts.items() if numbers}


def test_the_counters_say_what_the_cases_say():
    """The same figures from two sources, for months, quarters and years."""
    rng, today, zone = random.Random(4), timezone.localdate(), Zone()
    fill(zone, rng, today, hazards=120)
    for code in ("", f"{today:%Y-%m}", f"{today.year}", f"{today - timedelta(days=365):%Y}"):
        chosen = periods.read(code, today)
        for part in (chosen.passed, chosen.before):
            tallied = queries.flows(Scope(), part, chosen.span)
            assert {place: +numbers for place, numbers in tallied.items() if +numbers} == counted(
                part
            )
