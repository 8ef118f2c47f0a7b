"""Who answered on which day, and how lines are set by hand."""

from datetime import date, timedelta

import pytest

from anwei.accounts.actions import appointing
from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.audit import trail
from anwei.responsibility import queries
from anwei.responsibility.actions import lining, places
from anwei.responsibility.actions.lining import LineRefused, Named
from anwei.responsibility.models import Line, LineKind
from anwei.responsibility.tests.factories import TODAY, make_enterprise, make_line, make_site

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def industry(site, on):
    return queries.answering(site, on).unit("industry")


def set_industry(site, unit, *, since=TODAY, **given):
    given.setdefault("source", "law:industry")
    given.setdefault("reason", "Duty list of 2026")
    return lining.set_line(
        site, LineKind.INDUSTRY, Named(unit), since=since, by="system:tests", at=NOON, **given
    )


@pytest.mark.parametrize(
    ("on", "answers"),
    [(FIRST - DAY, False), (FIRST, True), (FIRST + DAY, True), (LAST, True), (LAST + DAY, False)],
)
def test_the_first_and_the_last_day_of_a_line_count(on, answers):
    line = make_line(make_site(), since=FIRST, until=LAST)
    assert (industry(line.site, on) == line.unit) == answers
    assert line.stands_on(on) == answers
    assert queries.four_lines(line.site, on)[0].held == (
        () if not answers else queries.four_lines(line.site, FIRST)[0].held
    )


def test_a_line_set_by_hand_ends_what_stood_the_day_before():
    site, new = make_site(), make_unit()
    old = make_line(site)
    set_industry(site, new)
    assert industry(site, TODAY - DAY) == old.unit
    assert industry(site, TODAY) == new
    assert queries.four_lines(site, TODAY)[0].overlaps is False


def test_a_line_set_again_on_the_same_day_takes_the_place_of_the_first():
    site, first, second = make_site(), make_unit(), make_unit()
    mistaken = set_industry(site, first)
    set_industry(site, second)
    assert [line.unit for line in site.lines.all()] == [second]
    assert [entry.action for entry in trail.about(mistaken)] == [
        "responsibility.line_set",
        "responsibility.line_removed",
    ]


def test_two_leads_are_allowed_only_as_an_overlap_that_is_shown():
    site, second = make_site(), make_unit()
    first = make_line(site).unit
    set_industry(site, second, beside=True)
    row = queries.four_lines(site, TODAY)[0]
    assert {held.line.unit for held in row.held} == {first, second}
    assert row.overlaps


def test_a_line_cannot_run_into_one_that_begins_later():
    site, unit = make_site(), make_unit()
    later = set_industry(site, make_unit(), since=TODAY + 10 * DAY)
    with pytest.raises(LineRefused, match=later.since.isoformat()):
        set_industry(site, unit)
    set_industry(site, unit, until=TODAY + 9 * DAY)
    assert industry(site, TODAY + 9 * DAY) == unit
    assert industry(site, TODAY + 10 * DAY) == later.unit


@pytest.mark.parametrize(
    "kind", [UnitKind.COMMITTEE, UnitKind.OFFICE, UnitKind.JOINT_MEETING, UnitKind.ZONE]
)
def test_a_body_that_deliberates_answers_for_no_site(kind):
    site = make_site()
    with pytest.raises(LineRefused, match="deliberates"):
        set_industry(site, make_unit(kind=kind))
    assert not site.lines.exists()


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        (LineKind.INDUSTRY, UnitKind.ENTERPRISE),
        (LineKind.OPERATOR, UnitKind.DEPARTMENT),
        (LineKind.TERRITORY, UnitKind.DEPARTMENT),
    ],
)
def test_each_line_takes_only_units_that_fit(line, unit):
    with pytest.raises(LineRefused):
        lining.set_line(
            make_site(),
            line,
            Named(make_unit(kind=unit)),
            source="x",
            since=TODAY,
            reason="y",
            by="system:tests",
            at=NOON,
        )


def test_a_person_or_post_of_another_unit_is_refused():
    site, unit = make_site(), make_unit()
    post = appointing.add_post(
        unit=make_unit(), title="Head", in_charge=True, by="system:tests", at=NOON
    )
    for named in (Named(unit, person=make_user("officer")), Named(unit, post=post)):
        with pytest.raises(LineRefused):
            lining.set_line(
                site,
                LineKind.INDUSTRY,
                named,
                source="x",
                since=TODAY,
                reason="y",
                by="system:tests",
                at=NOON,
            )
    assert not site.lines.exists()


def test_a_line_without_a_reason_is_refused():
    with pytest.raises(LineRefused):
        set_industry(make_site(), make_unit(), reason="  ")


def test_ending_and_taking_back_are_two_things():
    site = make_site()
    ended, mistaken = make_line(site, since=FIRST), make_line(site, LineKind.BUSINESS, since=FIRST)
    lining.end_line(ended, until=LAST, reason="Moved", by="system:tests", at=NOON)
    lining.remove_line(mistaken, reason="Wrong site", by="system:tests", at=NOON)
    assert industry(site, LAST) == ended.unit
    assert industry(site, LAST + DAY) is None
    assert queries.answering(site, LAST).business is None
    assert trail.about(mistaken).get(action="responsibility.line_removed").reason == "Wrong site"


def test_a_line_cannot_end_before_it_began_and_only_one_of_two_ends_it():
    line = make_line(make_site(), since=FIRST)
    with pytest.raises(LineRefused):
        lining.end_line(line, until=FIRST - DAY, reason="x", by="system:tests", at=NOON)
    stale = Line.objects.get(pk=line.pk)
    lining.end_line(line, until=LAST, reason="x", by="system:tests", at=NOON)
    with pytest.raises(LineRefused):
        lining.end_line(stale, until=LAST + DAY, reason="x", by="system:tests", at=NOON)
    assert Line.objects.get(pk=line.pk).until == LAST


def test_whoever_held_the_post_on_the_day_is_the_person_of_that_day():
    unit = make_unit(enforcing=True)
    post = appointing.add_post(unit=unit, title="Section chief", by="system:tests", at=NOON)
    appointing.fill_post(post=post, name="Lan", since=FIRST, by="system:tests", at=NOON)
    appointing.fill_post(post=post, name="Mo", since=LAST, by="system:tests", at=NOON)
    site = make_site()
    make_line(site, unit=unit, post=post)
    names = [
        queries.four_lines(site, on)[0].held[0].who for on in (FIRST - DAY, FIRST, LAST - DAY, LAST)
    ]
    assert names == ["", "Lan", "Lan", "Mo"]


def test_the_head_of_the_unit_answers_where_nobody_is_named():
    unit = make_unit(enforcing=True)
    head = appointing.add_post(
        unit=unit, title="Director", in_charge=True, by="system:tests", at=NOON
    )
    appointing.fill_post(post=head, name="Qiao", since=FIRST, by="system:tests", at=NOON)
    site = make_site()
    make_line(site, unit=unit)
    assert queries.four_lines(site, FIRST)[0].held[0].who == "Qiao"


def test_a_new_site_is_answered_for_by_its_territory_from_that_day():
    street, other = make_unit(kind=UnitKind.STREET), make_unit(kind=UnitKind.COMMUNITY)
    given = {
        "name": "Depot",
        "enterprise": make_enterprise(),
        "territory": street,
        "sectors": ["gas"],
        "attributes": [],
    }
    site = places.add(given, by="system:tests", at=NOON, today=TODAY)
    assert queries.answering(site, TODAY).unit("territory") == street
    places.change(
        site,
        given | {"territory": other},
        as_seen=places.seen(site),
        by="system:tests",
        at=NOON,
        today=TODAY + 5 * DAY,
    )
    assert queries.answering(site, TODAY + 4 * DAY).unit("territory") == street
    assert queries.answering(site, TODAY + 5 * DAY).unit("territory") == other


def test_a_site_that_moves_keeps_a_territory_set_by_hand():
    site, chosen = make_site(), make_unit(kind=UnitKind.STREET)
    make_line(site, LineKind.TERRITORY, unit=chosen)
    facts = {name: getattr(site, name) for name in places.FACTS}
    places.change(
        site,
        facts | {"territory": make_unit(kind=UnitKind.STREET)},
        as_seen=places.seen(site),
        by="system:tests",
        at=NOON,
        today=TODAY,
    )
    assert queries.answering(site, TODAY).unit("territory") == chosen


def test_a_stale_form_changes_nothing():
    site = make_site()
    facts = {name: getattr(site, name) for name in places.FACTS}
    seen = places.seen(site)
    places.change(
        site,
        facts | {"address": "1 North Road"},
        as_seen=seen,
        by="system:tests",
        at=NOON,
        today=TODAY,
    )
    with pytest.raises(places.SiteRefused):
        places.change(
            site,
            facts | {"address": "2 South Road"},
            as_seen=seen,
            by="system:tests",
            at=NOON,
            today=TODAY,
        )
    site.refresh_from_db()
    assert site.address == "1 North Road"
