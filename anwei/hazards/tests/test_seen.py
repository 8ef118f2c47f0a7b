"""Who sees which case, and what of it: units that come and go, names that are kept, words that stay inside."""

from datetime import timedelta

import pytest

from anwei.accounts.models import UnitKind, User
from anwei.accounts.tests.factories import make_unit, make_user
from anwei.audit import trail
from anwei.hazards import queries
from anwei.hazards.actions import handling, leading, transferring
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.models import Hazard, Instruction
from anwei.hazards.tests.door import PEOPLE, day, entered, fresh, post
from anwei.hazards.tests.factories import NOON, TODAY, Cast, assigned, make_hazard, rectified
from anwei.responsibility.models import LineKind
from anwei.responsibility.tests.factories import make_enterprise, make_line, make_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def sees(user, hazard):
    listed = hazard.number in entered(user).get("/hazards/?all=1").content.decode()
    page = entered(user).get(f"/hazards/{hazard.number}/").status_code
    assert (page == 200) == listed == Hazard.objects.visible_to(user).filter(pk=hazard.pk).exists()
    return listed


def page(user, hazard):
    return entered(user).get(f"/hazards/{hazard.number}/").content.decode()


def instructed(cast, hazard, unit, text="Report in person"):
    return leading.instruct(
        hazard, by=cast.leader, at=NOON, today=TODAY, text=text, unit=unit, due_on=TODAY + timedelta(days=2)
    )  # fmt: skip


# Units


def test_a_unit_that_was_instructed_sees_the_case_until_the_instruction_is_done():
    cast = Cast()
    hazard = assigned(cast)
    assert not sees(cast.stranger, hazard)
    given = instructed(cast, hazard, cast.other)
    assert sees(cast.stranger, hazard)
    stranger, leader = entered(cast.stranger), entered(cast.leader)
    answer = stranger.post(f"/hazards/instructions/{given.pk}/answer/", {"text": "Went there"})
    assert answer.status_code == 302
    assert sees(cast.stranger, hazard)
    assert (
        leader.post(f"/hazards/instructions/{given.pk}/settle/", {"done": "1"}).status_code == 302
    )
    assert not sees(cast.stranger, hazard)


def test_an_instruction_sent_back_keeps_the_case_in_view_and_waits_again():
    cast = Cast()
    hazard = assigned(cast)
    given = instructed(cast, hazard, cast.other)
    leading.answer_instruction(hazard, given, by=cast.stranger, at=NOON, text="Went there")
    sent = entered(cast.leader).post(f"/hazards/instructions/{given.pk}/settle/", {"back": "1"})
    assert sent.status_code == 302
    assert sees(cast.stranger, hazard)
    given.refresh_from_db()
    assert given.state == Instruction.State.GIVEN
    assert list(queries.instructions_to_answer(cast.stranger)) == [given]


def test_one_unit_at_a_time_is_instructed_on_a_case():
    cast = Cast()
    hazard = assigned(cast)
    instructed(cast, hazard, cast.other)
    third = make_unit(enforcing=True)
    with pytest.raises(MoveRefused, match="still open"):
        instructed(cast, hazard, third)
    assert not sees(make_user("officer", unit=third), hazard)


def test_a_unit_that_was_instructed_answers_and_does_nothing_else_to_the_case():
    cast = Cast()
    hazard = assigned(cast)
    given = instructed(cast, hazard, cast.other)
    for verb, form in (
        ("close_unfixed", {"why": "other", "reason": "Gone"}),
        ("transfer", {"taker": cast.street.pk, "reason": "Theirs"}),
        ("note_fact", {"kind": "note", "scope": "Seen"}),
        ("determine", {"level": "general"}),
    ):
        assert post(cast.stranger, hazard, verb, **form).status_code == 403, verb
    other = entered(cast.officer).post(f"/hazards/instructions/{given.pk}/answer/", {"text": "x"})
    assert other.status_code == 404
    given.refresh_from_db()
    assert (given.state, given.answer) == ("given", "")


def test_a_person_who_changes_to_another_unit_takes_nothing_along():
    cast = Cast()
    hazard = assigned(cast)
    assert sees(cast.colleague, hazard)
    User.objects.filter(pk=cast.colleague.pk).update(unit=cast.other)
    cast.colleague.refresh_from_db()
    assert not sees(cast.colleague, hazard)


def test_a_unit_sees_what_units_below_it_answer_for_and_not_what_those_above_do():
    cast = Cast()
    below = make_unit(parent=cast.department, enforcing=True)
    hazard = make_hazard(cast)
    deeper = make_hazard(cast, found_unit=below, by=cast.clerk)
    assert sees(cast.officer, deeper)
    assert not sees(make_user("officer", unit=below), hazard)


def test_who_gave_a_case_away_still_sees_it_where_it_answers_for_the_site_and_else_not():
    cast = Cast()
    found_by_other = make_hazard(cast, by=cast.stranger, found_unit=cast.other)
    assert found_by_other.handling_unit == cast.other
    third = make_unit(enforcing=True)
    officer = make_user("officer", unit=third)
    for taker, by in ((third, cast.stranger), (cast.department, officer)):
        offered = transferring.offer(
            found_by_other, by=by, at=NOON, today=TODAY, taker=taker, reason="Yours"
        )
        transferring.answer(found_by_other, offered, by=by, at=NOON, on=TODAY, received=True)
    assert not sees(officer, found_by_other)
    assert sees(cast.stranger, found_by_other), "it found the hazard"


# Enterprises and earlier cases


def test_an_enterprise_sees_its_own_cases_and_no_trace_of_its_neighbours():
    cast = Cast()
    next_door = make_site(
        enterprise=make_enterprise(unit=cast.neighbour.unit), territory=cast.street
    )
    own, theirs = assigned(cast), assigned(cast, site=next_door)
    assert sees(cast.enterprise, own)
    assert not sees(cast.enterprise, theirs)
    assert (sees(cast.neighbour, theirs), sees(cast.neighbour, own)) == (True, False)
    listed = entered(cast.enterprise).get("/hazards/my-work/").content.decode()
    assert theirs.number not in listed


def test_earlier_cases_are_shown_only_to_those_who_may_see_them():
    cast = Cast()
    text = "Fire exit on the second floor locked with a chain"
    # A site with two regulators, one after the other: the earlier case is the other department's.
    earlier = make_hazard(cast, by=cast.stranger, found_unit=cast.other, description=text)
    Hazard.objects.filter(pk=earlier.pk).update(industry_unit=cast.other, territory=None)
    now = make_hazard(cast, description=text)
    assert earlier.number not in page(cast.officer, now)
    assert earlier.number in page(cast.clerk, now)
    asked = {"site": cast.site.pk, "description": text}
    for user, shown in ((cast.officer, False), (cast.clerk, True)):
        hint = entered(user).get("/hazards/new/recurrence/", asked).content.decode()
        assert (earlier.number in hint) == shown


def test_a_hazard_cannot_be_tied_to_an_earlier_one_that_the_person_may_not_see():
    cast = Cast()
    earlier = make_hazard(cast, by=cast.stranger, found_unit=cast.other)
    Hazard.objects.filter(pk=earlier.pk).update(industry_unit=cast.other, territory=None)
    form = {
        "description": "Exit locked", "capacity": "department", "found_unit": cast.department.pk, "found_on": day(),
        "site": cast.site.pk, "seen_before": earlier.number,
    }  # fmt: skip
    assert entered(cast.officer).post("/hazards/new/", form).status_code == 302
    assert Hazard.objects.latest("pk").seen_before is None
    assert entered(cast.clerk).post("/hazards/new/", form).status_code == 302
    assert Hazard.objects.latest("pk").seen_before == earlier


def test_what_a_leader_says_on_a_case_is_not_shown_to_the_enterprise_or_its_experts():
    cast = Cast()
    expert, hazard = make_user("expert"), rectified(cast)
    handling.name_expert(hazard, by=cast.officer, at=NOON, expert=expert)
    leading.refer(hazard, by=cast.clerk, at=NOON, leader=cast.leader, question="Fine them first?")
    instructed(cast, hazard, cast.department, text="Be hard on them")
    for user in (cast.officer, cast.clerk, cast.auditor):
        assert "Fine them first?" in page(user, hazard)
        assert "Be hard on them" in page(user, hazard)
    for user in (cast.enterprise, expert):
        shown = page(user, hazard)
        assert hazard.description in shown
        assert "Fine them first?" not in shown
        assert "Be hard on them" not in shown


# Who reported it

REPORT = {"capacity": "report", "found_unit": None, "finder": "Zhao Min"}


def test_the_name_of_a_reporter_is_on_no_page_list_or_export():
    cast = Cast()
    hazard, plain = make_hazard(cast, **REPORT), make_hazard(cast, finder="Officer Qin")
    for part in PEOPLE:
        user = getattr(cast, part)
        if not Hazard.objects.visible_to(user).filter(pk=hazard.pk).exists():
            continue
        listed = entered(user).get("/hazards/?all=1&cols=number,finder").content.decode()
        assert "Zhao Min" not in page(user, hazard) + listed, part
    shown = entered(cast.clerk).get("/hazards/?all=1&cols=number,finder").content.decode()
    assert plain.number in shown
    assert "Officer Qin" in page(cast.clerk, plain)


def test_the_few_who_may_know_the_reporter_ask_each_time_and_each_time_is_on_the_trail():
    cast = Cast()
    hazard = make_hazard(cast, **REPORT)
    told = {}
    for part in PEOPLE:
        user = getattr(cast, part)
        answer = entered(user).post(f"/hazards/{hazard.number}/reporter/")
        told[part] = answer.status_code
        assert ("Zhao Min" in answer.content.decode()) == (answer.status_code == 200)
        assert ("/reporter/" in page(user, hazard)) == (answer.status_code == 200), part
    assert {part for part, status in told.items() if status == 200} == {
        "officer", "colleague", "clerk",
    }  # fmt: skip
    looks = trail.about(hazard).filter(action="hazards.reporter_seen")
    assert sorted(look.actor for look in looks) == sorted(
        trail.name_of(user) for user in (cast.officer, cast.colleague, cast.clerk)
    )
    assert "Zhao" not in str([(entry.was, entry.now) for entry in trail.about(hazard)])


def test_a_hazard_that_nobody_reported_has_no_reporter_to_look_up():
    cast = Cast()
    hazard = make_hazard(cast, finder="Officer Qin")
    assert entered(cast.clerk).post(f"/hazards/{hazard.number}/reporter/").status_code == 404
    assert fresh(hazard).version == hazard.version


# Leaders, auditors, borrowed eyes


def test_a_leader_prints_no_notice_for_it_would_close_the_one_the_enterprise_holds():
    cast = Cast()
    hazard = assigned(cast)
    assert entered(cast.leader).post(f"/hazards/{hazard.number}/notice/").status_code == 403
    assert not hazard.answer_links.exists()


def test_borrowed_eyes_make_no_step():
    cast = Cast()
    hazard, administrator = assigned(cast), make_user("administrator")
    client = entered(administrator)
    session = client.session
    session["preview"] = {"role": "officer", "unit": cast.department.pk}
    session.save()
    before = fresh(hazard).version
    answer = client.post(
        f"/hazards/{hazard.number}/note-fact/",
        {"version": before, "on": day(), "kind": "note", "scope": "Seen"},
    )
    assert answer.status_code in {302, 403}
    assert fresh(hazard).version == before
    assert not hazard.facts.exists()


@pytest.mark.parametrize("kind", [UnitKind.COMMITTEE, UnitKind.OFFICE, UnitKind.JOINT_MEETING])
def test_a_body_that_deliberates_handles_no_case_however_it_is_handed_over(kind):
    cast, body = Cast(), make_unit(kind=kind)
    hazard = assigned(cast)
    with pytest.raises(MoveRefused, match="deliberates"):
        transferring.offer(hazard, by=cast.clerk, at=NOON, today=TODAY, taker=body, reason="x")
    with pytest.raises(MoveRefused, match="deliberates"):
        handling.assign(
            make_hazard(cast), by=cast.clerk, at=NOON, on=TODAY, due_on=TODAY, unit=body
        )
    forged = post(cast.clerk, hazard, "transfer", taker=body.pk, reason="x")
    assert forged.status_code == 422


def test_a_site_of_another_line_gives_another_handler_on_the_day_of_the_finding():
    cast = Cast()
    site = make_site(territory=cast.street, sectors=["industrial_trade"])
    make_line(site, LineKind.INDUSTRY, unit=cast.other)
    hazard = make_hazard(
        cast, site=site, by=cast.street_officer, capacity="street", found_unit=cast.street
    )
    assert hazard.handling_unit == cast.other
