"""Nobody gives up a major hazard alone: one person proposes its end, another confirms or refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override

from anwei.audit import trail
from anwei.hazards import queries
from anwei.hazards.actions import closing, determining, handling
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.models import Ending, Tally
from anwei.hazards.tests.door import entered, fresh, post, state
from anwei.hazards.tests.factories import (
    NOON,
    TODAY,
    Cast,
    closed,
    determined,
    major,
    make_hazard,
    rectified,
)
from anwei.messaging.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WHEN = {"at": NOON, "on": TODAY}
GONE = {"why": "demolished", "reason": "Torn down in May"}


def proposed(cast, status="planning", verb="close_unfixed", **given):
    """A major hazard whose end the officer proposed through the page."""
    hazard = major(cast, status)
    assert post(cast.officer, hazard, verb, **(GONE | given)).status_code == 302
    return fresh(hazard)


@pytest.mark.parametrize("status", ["registered", "planning", "rectifying", "accepted", "reviewed"])
def test_one_person_alone_does_not_end_it_at_any_step(status):
    cast = Cast()
    hazard = major(cast, status)
    before = state(hazard)
    for end, given in (
        (handling.close_unfixed, GONE),
        (handling.set_aside, {"why": "transferred_out", "reason": "Another city's"}),
    ):
        with pytest.raises(handling.NeedsSecond, match="two persons"):
            end(fresh(hazard), by=cast.officer, **WHEN, **given)
    assert state(hazard) == before


def test_proposed_it_stays_as_it_is_and_says_that_it_waits():
    cast = Cast()
    page = entered(cast.officer).get(f"/hazards/{major(cast, 'planning').number}/close_unfixed/")
    assert "another person confirms, the case stays as it is" in page.content.decode()
    hazard = proposed(cast)
    assert (hazard.status, hazard.closed_on) == ("planning", None)
    shown = entered(cast.clerk).get(f"/hazards/{hazard.number}/").content.decode()
    assert "Torn down in May" in shown
    assert "Waits for a second person" in shown


def test_another_officer_confirms_and_the_trail_names_both():
    cast = Cast()
    hazard = proposed(cast)
    refused = post(cast.officer, hazard, "confirm_end", decision="yes")
    assert refused.status_code == 409
    assert "You proposed this end yourself" in refused.content.decode()
    with override("zh-hans"):
        said = gettext("You proposed this end yourself. Another person has to confirm it.")
    assert said == "此项未整改办结由您提请，须由他人确认。"
    assert post(cast.clerk, hazard, "confirm_end", decision="yes").status_code == 403
    told = Notice.objects.to_do().filter(recipient=cast.colleague, kind="hazard_end_proposed")
    assert told.count() == 1
    answer = post(cast.colleague, hazard, "confirm_end", decision="yes", remark="Seen on site")
    assert answer.status_code == 302
    hazard = fresh(hazard)
    assert (hazard.status, hazard.closure_reason) == ("unfixed", "demolished")
    assert hazard.closed_by == trail.name_of(cast.colleague)
    entry = trail.about(hazard).get(action="hazards.close_unfixed")
    assert (entry.reason, entry.now["proposed_by"], entry.now["remark"]) == (
        "Torn down in May", trail.name_of(cast.officer), "Seen on site",
    )  # fmt: skip
    assert sum(Tally.objects.filter(measure="unfixed").values_list("amount", flat=True)) == 1
    assert not told.all().exists()


def test_refused_it_goes_on_and_who_proposed_it_learns_why():
    cast = Cast()
    hazard = proposed(cast)
    assert post(cast.colleague, hazard, "confirm_end", decision="no").status_code == 422
    given = {"decision": "no", "remark": "The tank still stands"}
    assert post(cast.colleague, hazard, "confirm_end", **given).status_code == 302
    hazard = fresh(hazard)
    assert (hazard.status, hazard.endings.get().state) == ("planning", "refused")
    told = Notice.objects.get(recipient=cast.officer, kind="hazard_end_refused")
    assert told.params["remark"] == "The tank still stands"
    assert post(cast.officer, hazard, "close_unfixed", **GONE).status_code == 302, "proposed anew"


def test_a_duplicate_is_set_aside_by_two_and_names_the_case_that_goes_on():
    cast = Cast()
    other = make_hazard(cast)
    named = {"why": "duplicate", "duplicate_number": other.number, "reason": "Same tank"}
    hazard = proposed(cast, verb="set_aside", **named)
    assert hazard.is_open
    assert post(cast.colleague, hazard, "confirm_end", decision="yes").status_code == 302
    assert (fresh(hazard).status, fresh(hazard).duplicate_of) == ("void", other)


def test_while_one_waits_nobody_proposes_or_ends_beside_it():
    cast = Cast()
    hazard = proposed(cast)
    assert post(cast.clerk, hazard, "close_unfixed", **GONE).status_code == 409
    with pytest.raises(MoveRefused, match="proposed already"):
        closing.propose(fresh(hazard), "set_aside", by=cast.clerk, **WHEN, why="transferred_out", reason="x")  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Ending.objects.create(
            hazard=hazard, verb="close_unfixed", held_on=TODAY, recorded_at=NOON, recorded_by="x", **GONE
        )  # fmt: skip


def test_an_end_is_not_proposed_while_its_level_waits_nor_for_what_one_person_may_end():
    cast = Cast()
    hazard, mild, ended = major(cast, "planning"), rectified(cast), closed(cast)
    down = determining.Ruling("general", reason="Measured again")
    made = determining.determine(hazard, down, by=cast.officer, **WHEN)
    with pytest.raises(MoveRefused, match="second person"):
        closing.propose(fresh(hazard), "close_unfixed", by=cast.officer, **WHEN, **GONE)
    determining.refuse(fresh(hazard), made, by=cast.colleague, **WHEN, remark="No")
    assert not Notice.objects.to_do().filter(kind="hazard_second_person").exists()
    for case in (mild, ended):
        with pytest.raises(MoveRefused, match="nothing to propose"):
            closing.propose(case, "close_unfixed", by=cast.officer, **WHEN, **GONE)
    with pytest.raises(MoveRefused, match="first determined as general"):
        closing.propose(fresh(hazard), "set_aside", by=cast.officer, **WHEN, why="not_a_hazard", reason="x")  # fmt: skip
    assert not Ending.objects.exists()


def test_a_proposal_lapses_where_the_case_ends_fixed_and_cannot_be_confirmed_later():
    cast = Cast()
    hazard = proposed(cast, status="reviewed")
    made = hazard.endings.get()
    assert post(cast.colleague, hazard, "write_off", remark="Done").status_code == 302
    made.refresh_from_db()
    assert made.state == "lapsed"
    with pytest.raises(MoveRefused, match="no longer waits"):
        closing.confirm(fresh(hazard), made, by=cast.colleague, **WHEN)
    assert fresh(hazard).status == "closed"


def test_it_is_not_confirmed_before_the_day_it_was_proposed_nor_twice():
    cast = Cast()
    hazard = proposed(cast)
    made, early = hazard.endings.get(), TODAY - timedelta(days=1)
    with pytest.raises(MoveRefused, match="before the day it was proposed"):
        closing.confirm(fresh(hazard), made, by=cast.colleague, at=NOON, on=early)
    closing.confirm(fresh(hazard), made, by=cast.colleague, **WHEN)
    with pytest.raises(MoveRefused, match="no longer waits"):
        closing.confirm(fresh(hazard), made, by=cast.colleague, **WHEN)


def test_it_waits_on_my_work_for_others_than_who_proposed_it():
    cast = Cast()
    hazard = proposed(cast)
    assert [each.hazard for each in queries.ends_to_confirm(cast.colleague)] == [hazard]
    for person in (cast.officer, cast.stranger, cast.clerk, cast.enterprise):
        assert not queries.ends_to_confirm(person).exists()
    page = entered(cast.colleague).get("/hazards/my-work/").content.decode()
    assert f"/hazards/{hazard.number}/confirm_end/" in page


def test_a_case_that_turned_out_general_is_still_decided_by_the_second_person():
    cast = Cast()
    hazard = determined(cast, make_hazard(cast))
    closing.propose(fresh(hazard), "close_unfixed", by=cast.officer, **WHEN, **GONE)
    down = determining.Ruling("general", reason="Measured again")
    made = determining.determine(fresh(hazard), down, by=cast.officer, **WHEN)
    determining.confirm(fresh(hazard), made, by=cast.colleague, **WHEN)
    with pytest.raises(MoveRefused, match="proposed already"):
        handling.close_unfixed(fresh(hazard), by=cast.officer, **WHEN, **GONE)
    assert post(cast.colleague, hazard, "confirm_end", decision="yes").status_code == 302
    assert fresh(hazard).status == "unfixed"
