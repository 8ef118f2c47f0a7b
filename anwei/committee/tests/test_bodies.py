"""Who sits on a body: by post, from day to day, changed by letter and with the director's approval."""

from datetime import date, timedelta

import pytest
from django.test import Client

from anwei.accounts.actions import appointing
from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user, sign_in
from anwei.committee import queries
from anwei.committee.actions import bodies
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.models import Cadence, Part
from anwei.committee.tests.factories import WHO, make_cast, make_post, make_replacement

pytestmark = pytest.mark.django_db


def test_the_seat_stays_with_the_post_when_the_person_goes():
    cast = make_cast()
    member = cast.committee.members.get(post__unit=cast.other)
    appointing.fill_post(
        post=member.post, name="New head", since=date(2026, 11, 1), by=WHO, at=NOON
    )
    for day, name in (
        (date(2026, 10, 31), "Head of Housing bureau"),
        (date(2026, 11, 1), "New head"),
    ):
        assert member in queries.members_on([cast.committee], day)
        assert queries.holders([member.post_id], day)[member.post_id].name == name


def test_a_body_has_one_director_and_a_post_one_seat():
    cast = make_cast()
    newcomer = make_post(cast.zone, None, title="Second director")
    with pytest.raises(MoveRefused, match="has a director"):
        bodies.seat(
            cast.committee, newcomer, part=Part.CHAIR, since=date(2026, 1, 1), by=WHO, at=NOON
        )
    sitting = cast.committee.members.get(post__unit=cast.other).post
    with pytest.raises(MoveRefused, match="sits on this body"):
        bodies.seat(
            cast.committee, sitting, part=Part.MEMBER, since=date(2026, 1, 1), by=WHO, at=NOON
        )


def test_a_change_of_representative_waits_for_the_director_and_then_the_seat_passes():
    cast = make_cast()
    asked = make_replacement(cast)
    with pytest.raises(MoveRefused, match="director of"):
        bodies.decide_replacement(asked, approved=True, remark="", by=cast.leader, at=NOON)
    bodies.decide_replacement(asked, approved=True, remark="", by=cast.chair, at=NOON)
    november = {member.post for member in queries.members_on([cast.committee], date(2026, 11, 30))}
    december = {member.post for member in queries.members_on([cast.committee], date(2026, 12, 1))}
    assert november - december == {asked.leaving.post}
    assert december - november == {asked.post}
    with pytest.raises(MoveRefused, match="decided already"):
        bodies.decide_replacement(asked, approved=False, remark="No.", by=cast.chair, at=NOON)


def test_only_the_unit_and_who_supervises_see_that_it_is_asked_to_be_represented_by_another():
    cast = make_cast()
    asked = make_replacement(cast)
    bodies.decide_replacement(asked, approved=False, remark="Not him.", by=cast.chair, at=NOON)
    keeper = make_user("enterprise", unit=make_unit(kind=UnitKind.ENTERPRISE, parent=cast.street))
    letter = f"/committee/replacements/{asked.pk}/letter/"
    for person, sees, reads in (
        (cast.officer, True, True), (cast.chair, True, True), (cast.clerk, True, True), (cast.auditor, True, False),
        (cast.street_officer, False, False), (keeper, False, False),
    ):  # fmt: skip
        client = sign_in(Client(), person)
        page = client.get(f"/committee/bodies/{cast.committee.pk}/").content.decode()
        assert ("Not him." in page, letter in page) == (sees, reads), person
        answer = client.get(letter)
        assert answer.status_code == (200 if reads else 404), person
        # Read to its end, so that the file is closed.
        assert not reads or b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_unit_passes_only_its_own_seat_and_only_to_its_own_post():
    cast = make_cast()
    client = sign_in(Client(), cast.officer)
    own = cast.committee.members.get(post__unit=cast.department)
    others = cast.committee.members.get(post__unit=cast.other)
    assert client.get(f"/committee/members/{own.pk}/replace/").status_code == 200
    assert client.get(f"/committee/members/{others.pk}/replace/").status_code == 403
    stranger = make_post(cast.other, None, title="Deputy director")
    answer = client.post(
        f"/committee/members/{own.pk}/replace/",
        {"post": stranger.pk, "since": "2026-12-01", "letter_no": "1"},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("cadence", "first", "last"),
    [
        (Cadence.MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (Cadence.QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        (Cadence.HALF_YEAR, date(2026, 1, 1), date(2026, 6, 30)),
        (Cadence.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_reaches_to_the_end_of_its_last_month(cadence: str, first: date, last: date):
    assert queries.period_of(cadence, date(2026, 2, 17)) == (first, last)
    before = queries.period_of(cadence, first - timedelta(days=1))
    assert before is not None and before[1] == first - timedelta(days=1)


def test_as_needed_has_no_period():
    assert queries.period_of(Cadence.NONE, date(2026, 2, 17)) is None
