"""Gaps and overlaps: each fault is found, and nothing else is."""

from datetime import timedelta

import pytest

from anwei.accounts.actions import appointing
from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.responsibility import faults
from anwei.responsibility.models import LineKind
from anwei.responsibility.tests.factories import LONG_AGO, TODAY, make_line, make_site

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def headed_unit(**given):
    """A department whose leading post is held."""
    unit = make_unit(
        enforcing=given.get("kind", UnitKind.DEPARTMENT) == UnitKind.DEPARTMENT, **given
    )
    head = appointing.add_post(
        unit=unit, title="Director", in_charge=True, by="system:tests", at=NOON
    )
    appointing.fill_post(post=head, name="Gu", since=LONG_AGO, by="system:tests", at=NOON)
    return unit


def known_user(unit):
    """Somebody who has signed in."""
    user = make_user("officer", unit=unit)
    user.last_login = NOON
    user.save()
    return user


def whole_site(**given):
    """A site without any fault."""
    site = make_site(sectors=["gas"], **given)
    make_line(site, unit=given.get("regulator") or headed_unit())
    make_line(site, LineKind.TERRITORY, unit=headed_unit(kind=UnitKind.STREET))
    return site


def codes(site, on=TODAY):
    return {fault.code for fault in faults.faults_of(site, on)}


def test_a_site_with_everything_has_no_fault():
    site = whole_site()
    assert codes(site) == set()
    assert faults.counts(TODAY) == dict.fromkeys(faults.FAULTS, 0)
    assert faults.whole(TODAY) == (1, 1)


def test_a_bare_site_has_the_gaps_it_has():
    site = make_site(territory=None, enterprise=None)
    assert codes(site) == {"no_regulator", "no_territory", "no_operator", "unclear_industry"}
    assert faults.whole(TODAY) == (1, 0)


@pytest.mark.parametrize(
    ("since", "until", "gap"),
    [
        (TODAY, TODAY, False),
        (TODAY + DAY, None, True),
        (LONG_AGO, TODAY - DAY, True),
        (LONG_AGO, TODAY, False),
    ],
)
def test_a_regulator_counts_only_on_its_days(since, until, gap):
    site = make_site(sectors=["gas"])
    make_line(site, unit=headed_unit(), since=since, until=until)
    assert ("no_regulator" in codes(site)) == gap


def test_two_of_one_kind_on_the_same_day_are_two_leads_two_kinds_are_not():
    site, other = whole_site(), whole_site()
    make_line(other, LineKind.BUSINESS, unit=headed_unit())
    assert codes(other) == set()
    make_line(site, unit=headed_unit(), since=TODAY)
    assert codes(site) == {"two_leads"}
    assert list(faults.sites_with("two_leads", TODAY)) == [site]
    assert "two_leads" not in codes(site, TODAY - DAY)


def test_a_unit_that_nobody_heads_is_no_person():
    site = whole_site()
    line = site.lines.get(kind=LineKind.INDUSTRY)
    appointing.end_tenure(
        line.unit.posts.get().tenures.get(), on=TODAY - DAY, by="system:tests", at=NOON
    )
    assert codes(site) == {"no_person"}
    line.person = known_user(line.unit)
    line.save()
    assert codes(site) == set()


def test_a_person_who_never_signed_in_is_named():
    site = whole_site()
    line = site.lines.get(kind=LineKind.INDUSTRY)
    line.person = make_user("officer", unit=line.unit)
    line.save()
    assert codes(site) == {"never_signed_in"}


@pytest.mark.parametrize("how", ["closed", "moved", "tenure", "post"])
def test_a_person_who_left_is_found_however_it_shows(how):
    site = whole_site()
    line = site.lines.get(kind=LineKind.INDUSTRY)
    person = known_user(line.unit)
    post = appointing.add_post(unit=line.unit, title="Section chief", by="system:tests", at=NOON)
    appointing.fill_post(
        post=post, person=person, name=person.name, since=LONG_AGO, by="system:tests", at=NOON
    )
    if how == "post":
        line.post = post
    else:
        line.person = person
    line.save()
    assert codes(site) == set()
    if how == "closed":
        person.is_active = False
    elif how == "moved":
        person.unit = make_unit()
    else:
        appointing.end_tenure(post.tenures.get(), on=TODAY - DAY, by="system:tests", at=NOON)
    person.save()
    assert codes(site) == {"person_left"}


def test_closed_sites_are_in_no_list():
    make_site(active=False, territory=None)
    assert set(faults.counts(TODAY).values()) == {0}
    assert faults.whole(TODAY) == (0, 0)


def test_counting_takes_one_query_for_each_fault(django_assert_num_queries):
    whole_site()
    with django_assert_num_queries(len(faults.FAULTS)):
        faults.counts(TODAY)
