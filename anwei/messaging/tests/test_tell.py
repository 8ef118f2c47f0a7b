"""Telling people: a row each, once, in the transaction of the move."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import translation

from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.messaging import actions, kinds
from anwei.messaging.models import Notice
from anwei.messaging.tests.factories import make_notice

pytestmark = pytest.mark.django_db


def tell(*recipients, kind="tests.news", key="k1", **given):
    given.setdefault("params", {"number": "H-1"})
    actions.tell(recipients, kind, about="tests.thing:1", at=NOON, key=key, **given)


def test_a_unit_stands_for_the_people_who_are_active_in_it():
    unit = make_unit()
    first, second = make_user("officer", unit=unit), make_user("officer", unit=unit)
    gone = make_user("officer", unit=unit)
    gone.is_active = False
    gone.save()
    make_user("officer")
    tell(unit)
    assert set(Notice.objects.values_list("recipient", flat=True)) == {first.pk, second.pk}


def test_somebody_named_twice_or_told_twice_has_one_notice():
    officer = make_user("officer")
    tell(officer, officer.unit)
    tell(officer)
    assert Notice.objects.count() == 1
    tell(officer, key="k2")
    assert Notice.objects.count() == 2


def test_somebody_whose_account_is_closed_is_not_told():
    officer = make_user("officer")
    officer.is_active = False
    tell(officer)
    assert not Notice.objects.exists()


def test_a_move_that_fails_has_told_nobody():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(make_user("officer"))
        1 / 0  # noqa: B018
    assert not Notice.objects.exists()


def test_an_unlisted_kind_is_refused():
    with pytest.raises(kinds.UnknownKind):
        tell(make_user("officer"), kind="tests.nonsense")


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "x"])
def test_a_notice_never_leads_to_another_site(url):
    with pytest.raises(ValueError, match="path on this site"):
        tell(make_user("officer"), url=url)


def test_the_words_are_filled_from_the_params_in_the_language_of_the_reader():
    notice = make_notice(
        make_user("officer"), "tests.handed", params={"number": "H-7", "term": date(2026, 12, 1)}
    )
    assert notice.title == "H-7 is yours to put right"
    assert notice.text == "Term 2026-12-01"
    translated = make_notice(make_user("officer"), "tests.translated")
    with translation.override("zh-hans"):
        in_chinese = translated.title
    assert translated.title == "Name"
    assert in_chinese


def test_old_rows_survive_a_change_of_words_and_of_kinds(settings):
    notice = make_notice(make_user("officer"), "tests.handed", params={"number": "H-7"})
    assert notice.text == "Term %(term)s"
    settings.NOTICE_KINDS = []
    assert (notice.title, notice.text) == ("tests.handed", "")


def test_muting_silences_news_of_a_thing_and_nothing_else():
    officer = make_user("officer")
    actions.mute("tests.thing:1", by=officer, at=NOON)
    assert make_notice(officer, "tests.news").read_at == NOON
    assert make_notice(officer, "tests.handed").read_at is None, "what must be done is still told"
    assert make_notice(officer, key="other", about="tests.thing:2").read_at is None
    actions.unmute("tests.thing:1", by=officer, at=NOON)
    assert make_notice(officer, key="later").read_at is None


def test_what_is_done_leaves_the_list_of_things_to_do():
    officer, other = make_user("officer"), make_user("officer")
    notices = [make_notice(person, "tests.handed") for person in (officer, other)]
    make_notice(officer, "tests.handed", about="tests.thing:2", key="second")
    assert actions.settle(about="tests.thing:1", kind="tests.news", at=NOON) == 0
    assert actions.settle(about="tests.thing:1", at=NOON) == len(notices)
    assert Notice.objects.to_do().count() == 1


def test_reading_all_leaves_what_came_after_the_page_was_shown():
    officer = make_user("officer")
    shown = make_notice(officer)
    later = make_notice(officer, key="later")
    foreign = make_notice(make_user("officer"))
    assert actions.read_all(by=officer, at=NOON, up_to=shown.pk) == 1
    assert set(Notice.objects.unread()) == {later, foreign}


def test_telling_many_costs_as_many_queries_as_telling_one(django_assert_max_num_queries):
    unit = make_unit()
    for _each in range(12):
        make_user("officer", unit=unit)
    with django_assert_max_num_queries(5):
        tell(unit)
    assert Notice.objects.count() == 12
