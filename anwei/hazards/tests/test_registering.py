"""Registering, determining and the papers of a case through the pages: who found it, against what, with which parts."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import make_unit
from anwei.audit import trail
from anwei.hazards.actions.answering import make_link
from anwei.hazards.actions.extending import ask_extension, last_day_to_ask
from anwei.hazards.actions.registering import NotAFinder, check_finder
from anwei.hazards.models import Capacity, Hazard
from anwei.hazards.tests.door import day, entered, fresh, post, state
from anwei.hazards.tests.factories import (
    CLAUSE,
    NOON,
    PLAN,
    TODAY,
    Cast,
    assigned,
    major,
    make_hazard,
    picture,
)
from anwei.responsibility.tests.factories import make_site
from anwei.standards.tests.factories import make_local_clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def register(user, **given):
    form = {"description": "Fire exit locked", "found_on": day(), **given}
    return entered(user).post("/hazards/new/", form)


# Who found it

FINDERS = {
    Capacity.DEPARTMENT: {UnitKind.DEPARTMENT},
    Capacity.STREET: {UnitKind.STREET, UnitKind.COMMUNITY},
}
BODIES = {UnitKind.COMMITTEE, UnitKind.OFFICE, UnitKind.JOINT_MEETING, UnitKind.ZONE}


@pytest.mark.parametrize("capacity", Capacity.values)
def test_who_may_stand_as_finder_in_each_capacity(capacity):
    refused = set()
    for kind in [None, *UnitKind.values]:
        try:
            check_finder(capacity, kind and make_unit(kind=kind))
        except NotAFinder:
            refused.add(kind)
    fits = FINDERS.get(capacity)
    assert refused == (BODIES if fits is None else {None, *UnitKind.values} - fits)


def test_the_office_enters_what_others_found_and_is_never_offered_as_finder():
    cast = Cast()
    offered = entered(cast.clerk).get("/hazards/new/").context["form"].fields["found_unit"].queryset
    assert not offered.filter(kind__in=BODIES).exists()
    forged = register(cast.clerk, capacity="upper", found_unit=cast.clerk.unit.pk)
    assert forged.status_code == 422
    entry = register(cast.clerk, capacity="department", found_unit=cast.department.pk)
    assert entry.status_code == 302
    hazard = Hazard.objects.get()
    assert (hazard.found_unit, hazard.entered_by) == (cast.department, trail.name_of(cast.clerk))


@pytest.mark.parametrize(
    ("part", "capacity", "status"),
    [
        ("officer", "department", 302),
        ("officer", "street", 422),
        ("street_officer", "street", 302),
        ("street_officer", "department", 422),
        ("enterprise", "enterprise", 302),
        ("enterprise", "department", 422),
        ("leader", "upper", 403),
        ("auditor", "report", 403),
    ],
)
def test_who_registers_in_which_capacity(part, capacity, status):
    cast = Cast()
    user = getattr(cast, part)
    unit = {"found_unit": user.unit.pk} if part in {"officer", "street_officer"} else {}
    answer = register(user, capacity=capacity, site=cast.site.pk, **unit)
    assert answer.status_code == status
    assert Hazard.objects.count() == (status == 302)


def test_the_office_says_how_it_was_found_and_an_officer_is_offered_the_own_way():
    cast = Cast()
    asked = entered(cast.clerk).get("/hazards/new/").context["form"]["capacity"]
    assert (asked.value(), asked.field.choices[0]) == (None, ("", "—"))
    answer = register(cast.clerk, capacity="", site=cast.site.pk)
    assert answer.status_code == 422
    assert "capacity" in answer.context["form"].errors
    own = entered(cast.officer).get("/hazards/new/").context["form"]["capacity"]
    assert own.value() == Capacity.DEPARTMENT


# At which site: picked from the list, or named exactly


def test_a_site_named_exactly_and_not_picked_is_taken():
    cast = Cast()
    firm = cast.site.enterprise
    firm.credit_code = "91310000MA1K7XYZ0A"
    firm.save()
    type(cast.site).objects.filter(pk=cast.site.pk).update(external_key="LEDGER-7")
    for words in (cast.site.name, f" {cast.site.name.upper()} ", "LEDGER-7", firm.credit_code):
        answer = register(cast.enterprise, capacity="enterprise", q=words, site="")
        assert answer.status_code == 302, words
    assert {one.site for one in Hazard.objects.all()} == {cast.site}


@pytest.mark.parametrize("words", ["Qings", "nowhere at all", "twice", "closed"])
def test_words_that_name_no_one_site_are_refused_and_stay_on_the_form(words):
    cast = Cast()
    for _site in range(2):
        make_site(name="twice", territory=cast.street)
    make_site(name="closed", territory=cast.street, active=False)
    given = {"capacity": "street", "found_unit": cast.street.pk}
    answer = register(cast.street_officer, **given, q=words, site="")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose the site from the list, or leave the field empty." in page
    assert f'value="{escape(words)}"' in page
    assert not Hazard.objects.exists()
    assert register(cast.street_officer, **given, q="", site="").status_code == 302
    assert Hazard.objects.get().site is None, "left empty on purpose"


def test_an_enterprise_names_no_site_of_another():
    cast = Cast()
    make_site(name="Next door")
    answer = register(cast.enterprise, capacity="enterprise", q="Next door", site="")
    assert answer.status_code == 422
    assert answer.context["form"].errors["site"] == ["Choose the site from the list."]


def test_what_an_officer_enters_for_an_enterprise_is_recorded_as_on_its_behalf():
    cast = Cast()
    assert register(cast.officer, capacity="enterprise", site=cast.site.pk).status_code == 302
    assert register(cast.enterprise, capacity="enterprise", site=cast.site.pk).status_code == 302
    second, first = Hazard.objects.order_by("-pk")
    firm = str(cast.site.enterprise)
    assert (first.on_behalf, second.on_behalf) == (firm, "")
    assert trail.about(first).get(action="hazards.registered").behalf == firm


def test_a_finding_of_a_day_to_come_is_refused_and_one_of_years_ago_keeps_both_times():
    cast = Cast()
    given = {"capacity": "department", "found_unit": cast.department.pk}
    assert register(cast.officer, **given, found_on=day(1)).status_code == 422
    assert register(cast.officer, **given, found_on="2022-03-01").status_code == 302
    hazard = Hazard.objects.get()
    assert (hazard.found_on, hazard.recorded_at) == (date(2022, 3, 1), NOON)
    assert trail.about(hazard).get(action="hazards.registered").held == date(2022, 3, 1)


# Put right on the spot

SPOT = {"on_the_spot": "on", "measures": "Chain cut", "rectified_by": "Guard Wu"}


@pytest.mark.parametrize("missing", ["measures", "rectified_by", "before", "after"])
def test_put_right_on_the_spot_says_what_by_whom_and_shows_before_and_after(missing):
    cast = Cast()
    given = {"capacity": "department", "found_unit": cast.department.pk, "site": cast.site.pk, **SPOT, "before": picture(), "after": picture()}  # fmt: skip
    answer = register(cast.officer, **{**given, missing: ""})
    assert answer.status_code == 422
    assert missing in answer.context["form"].errors
    assert not Hazard.objects.exists()


def test_put_right_on_the_spot_waits_for_the_check_of_somebody_else():
    cast = Cast()
    given = {"capacity": "department", "found_unit": cast.department.pk, "site": cast.site.pk, **SPOT, "before": picture(), "after": picture()}  # fmt: skip
    assert register(cast.officer, **given).status_code == 302
    hazard = Hazard.objects.get()
    assert (hazard.status, hazard.on_the_spot, hazard.level) == ("rectified", True, "undetermined")
    assert post(cast.officer, hazard, "verify", remark="").status_code == 409
    assert post(cast.colleague, hazard, "verify", remark="Seen").status_code == 302
    assert fresh(hazard).status == "closed"


def test_put_right_on_the_spot_and_then_determined_as_major_owes_a_plan_after_all():
    cast = Cast()
    given = {"capacity": "department", "found_unit": cast.department.pk, "site": cast.site.pk, **SPOT, "before": picture(), "after": picture()}  # fmt: skip
    register(cast.officer, **given)
    hazard = Hazard.objects.get()
    ruling = {"level": "major", "clause_ref": CLAUSE, "condition_holds": "on"}
    assert post(cast.officer, hazard, "determine", **ruling).status_code == 302
    now = fresh(hazard)
    assert (now.status, now.on_the_spot) == ("planning", False)


# Against which clause


def determine(cast, hazard, ref, **given):
    form = {"level": "major", "clause_ref": ref, "condition_holds": "on", **given}
    return post(cast.officer, hazard, "determine", **form)


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("", "choose one"),
        ("cn:FIRE25-5", "cannot be chosen"),
        ("cn:NOPE", "no clause"),
        ("cn:CON24-17-01", "second person"),
    ],
)
def test_a_major_hazard_is_determined_against_a_clause_that_can_be_cited(ref, words):
    cast = Cast()
    hazard = make_hazard(cast)
    before = state(hazard)
    answer = determine(cast, hazard, ref)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert state(hazard) == before


def test_the_clause_is_the_one_in_force_when_it_was_found_whatever_the_day_of_the_determination():
    cast = Cast()
    before_the_standard = make_hazard(cast, found_on=date(2023, 5, 14))
    on_its_first_day = make_hazard(cast, found_on=date(2023, 5, 15))
    refused = determine(cast, before_the_standard, CLAUSE)
    assert refused.status_code == 422
    assert "not in force on 2023-05-14" in refused.content.decode()
    assert determine(cast, on_its_first_day, CLAUSE).status_code == 302


def test_what_was_determined_keeps_the_words_of_its_clause():
    cast = Cast()
    hazard = make_hazard(cast)
    determine(cast, hazard, CLAUSE)
    made = hazard.determinations.get()
    assert made.clause_text["ref"] == CLAUSE
    assert len(made.clause_text["title"]) >= 2, "in every language of the pack"
    assert all(made.clause_text["title"].values())
    assert (made.state, made.held_on) == ("in_force", TODAY)


def test_a_local_clause_is_cited_once_a_second_person_confirmed_it():
    cast = Cast()
    hazard = make_hazard(cast)
    waiting = make_local_clause()
    refused = determine(cast, hazard, waiting.ref)
    assert refused.status_code == 422
    assert "no second person" in refused.content.decode()
    confirmed = make_local_clause(confirmed=True)
    assert determine(cast, hazard, confirmed.ref).status_code == 302
    made = hazard.determinations.get()
    assert (made.clause_ref, made.clause_text["is_local"]) == (confirmed.ref, True)


def test_a_later_determination_replaces_the_earlier_one_and_both_stay_readable():
    cast = Cast()
    hazard = make_hazard(cast)
    assert determine(cast, hazard, "", level="general", condition_holds="").status_code == 302
    assert determine(cast, hazard, CLAUSE).status_code == 302
    states = list(hazard.determinations.values_list("level", "state"))
    assert states == [("general", "replaced"), ("major", "in_force")]


# Plan and facts

PARTS = {name: getattr(PLAN, name) for name in PLAN.__dataclass_fields__}


@pytest.mark.parametrize("part", PARTS)
def test_a_plan_without_one_of_its_parts_is_refused_at_that_part(part):
    cast = Cast()
    hazard = major(cast, "planning")
    answer = post(cast.enterprise, hazard, "submit_plan", **{**PARTS, part: ""})
    assert answer.status_code == 422
    assert part in answer.context["form"].errors
    assert fresh(hazard).status == "planning"
    assert not hazard.plans.exists()


def test_a_returned_plan_is_handed_in_again_as_the_next_version():
    cast = Cast()
    hazard = major(cast, "planned")
    assert post(cast.officer, hazard, "return_plan", remark="").status_code == 422
    assert post(cast.officer, hazard, "return_plan", remark="Too thin").status_code == 302
    assert post(cast.enterprise, hazard, "submit_plan", **PARTS).status_code == 302
    assert list(hazard.plans.values_list("serial", "state")) == [(1, "returned"), (2, "submitted")]


def test_who_approves_a_plan_is_told_what_becomes_of_the_term():
    cast = Cast()
    hazard = major(cast, "planned")
    page = entered(cast.colleague).get(f"/hazards/{hazard.number}/approve-plan/")
    told = page.context["becomes"]
    assert told <= hazard.due_on and "with the approval" in page.content.decode()
    assert post(cast.colleague, hazard, "approve_plan", remark="Sound").status_code == 302
    assert fresh(hazard).due_on == told
    assert "becomes" not in entered(cast.colleague).get(f"/hazards/{hazard.number}/").context


@pytest.mark.parametrize("kind", ["interim_control", "report_regulator", "report_congress"])
def test_facts_of_a_case_are_dated_and_recorded(kind):
    cast = Cast()
    hazard = assigned(cast)
    given = {"kind": kind, "scope": "Guard posted, area closed"}
    assert post(cast.enterprise, hazard, "note_fact", **given, on=day(1)).status_code == 422
    backwards = post(cast.enterprise, hazard, "note_fact", **given, until=day(-1))
    assert backwards.status_code == 422
    dated = post(cast.enterprise, hazard, "note_fact", **given, on=day(-2), until=day(9))
    assert dated.status_code == 302
    fact = hazard.facts.get()
    assert (fact.kind, fact.held_on.isoformat(), fact.until.isoformat()) == (kind, day(-2), day(9))
    assert fact.recorded_at == NOON
    entry = trail.about(hazard).get(action=f"hazards.{kind}_noted")
    assert (entry.held.isoformat(), entry.actor) == (day(-2), trail.name_of(cast.enterprise))
    assert (
        "Guard posted" in entered(cast.officer).get(f"/hazards/{hazard.number}/").content.decode()
    )


def test_a_case_without_a_site_is_given_one_by_a_correction_and_then_somebody_handles_it():
    cast = Cast()
    hazard = make_hazard(cast, by=cast.clerk, site=None, capacity=Capacity.REPORT, found_unit=None)
    assert hazard.handling_unit is None
    given = {"description": hazard.description, "reason": "The site was left out"}
    missed = post(cast.clerk, hazard, "correct", **given, q="no such site")
    assert missed.status_code == 422
    assert post(cast.clerk, hazard, "correct", **given, site=cast.site.pk).status_code == 302
    now = fresh(hazard)
    assert (now.site, now.enterprise) == (cast.site, cast.site.enterprise)
    assert (now.handling_unit, now.territory) == (cast.department, cast.street)
    entry = trail.about(hazard).get(action="hazards.corrected")
    assert (entry.was["site"], entry.now["site"]) == (None, cast.site.pk)
    assert entry.now["handling_unit"] == cast.department.pk


def test_a_site_that_stands_is_not_changed_by_a_correction():
    cast = Cast()
    hazard = make_hazard(cast)
    given = {"description": "Exit locked again", "reason": "Clearer"}
    other = make_site(name="Other site")
    assert post(cast.clerk, hazard, "correct", **given, site=other.pk).status_code == 302
    assert fresh(hazard).site == cast.site


# More time

ENGLISH = {"accept-language": "en"}


def test_whoever_asks_for_more_time_or_decides_on_it_sees_the_term_and_who_asks():
    cast = Cast()
    hazard = assigned(cast)
    address = f"/hazards/{hazard.number}"
    asking = entered(cast.enterprise).get(f"{address}/ask_extension/", headers=ENGLISH)
    shown = asking.context
    assert (shown["term"], shown["last_day"]) == (hazard.due_on, last_day_to_ask(hazard.due_on))
    assert "Last day to ask for more time" in asking.content.decode()
    longer = hazard.due_on + timedelta(days=9)
    ask_extension(
        hazard, by=cast.enterprise, at=NOON, today=TODAY, until=longer, reason="Parts are on order"
    )
    deciding = entered(cast.officer).get(f"{address}/decide_extension/", headers=ENGLISH)
    assert deciding.context["term"] == hazard.due_on
    assert f"Asked by: {cast.enterprise.name}" in deciding.content.decode()


# The printed notice and its link, where no fix is waited for yet


def test_a_major_hazard_that_owes_its_plan_says_so_on_its_notice_and_before_anything_is_filled_in():
    cast = Cast()
    hazard = major(cast, "planning")
    paper = entered(cast.officer).post(f"/hazards/{hazard.number}/notice/", {"language": "en"})
    assert "Plan due on" in paper.content.decode()
    made = make_link(fresh(hazard), by=cast.officer, at=NOON)
    address = f"/hazards/answer/{made.token}/"
    page = Client(headers=ENGLISH).get(address)
    assert (page.status_code, "needs its treatment plan first" in page.content.decode()) == (
        200,
        True,
    )
    assert 'name="measures"' not in page.content.decode()
    late = Client().post(address, {"code": made.code})
    assert (late.status_code, fresh(hazard).status) == (409, "planning")
    ready = make_link(major(cast, "rectifying"), by=cast.officer, at=NOON)
    form = Client().get(f"/hazards/answer/{ready.token}/").content.decode()
    assert 'name="measures"' in form
