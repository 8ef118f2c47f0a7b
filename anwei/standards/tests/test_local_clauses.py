"""A local clause is entered by one person and confirmed by another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from anwei.accounts.tests.factories import NOON, make_user
from anwei.audit import trail
from anwei.documents.tests.factories import make_photo
from anwei.standards import actions
from anwei.standards.models import LocalClause
from anwei.standards.tests.factories import make_local_clause, make_wording

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def actions_on(clause):
    return [entry.action for entry in trail.about(clause)]


def test_a_second_person_confirms_it_and_both_are_on_record():
    author, second = make_user("officer"), make_user("officer")
    clause = make_local_clause(by=author)
    actions.confirm(clause, by=second, at=LATER)
    clause.refresh_from_db()
    assert (clause.state, clause.decided_by, clause.decided_at) == ("confirmed", second, LATER)
    assert actions_on(clause) == [
        "standards.local_clause_proposed",
        "standards.local_clause_confirmed",
    ]


@pytest.mark.parametrize(
    "decide",
    [
        lambda c, by: actions.confirm(c, by=by, at=LATER),
        lambda c, by: actions.refuse(c, remark="no", by=by, at=LATER),
    ],
)
def test_who_entered_it_never_decides_about_it(decide):
    author = make_user("officer")
    clause = make_local_clause(by=author)
    with pytest.raises(actions.NotByTheSame):
        decide(clause, author)
    assert LocalClause.objects.get().state == "proposed"
    assert len(actions_on(clause)) == 1


def test_the_database_itself_refuses_a_confirmation_by_the_author():
    clause = make_local_clause()
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalClause.objects.update(
            state="confirmed", decided_by=clause.proposed_by, decided_at=LATER
        )


def test_a_refusal_says_why_and_the_article_may_be_entered_again():
    clause = make_local_clause(article="5.3")
    with pytest.raises(actions.ClauseRefused):
        actions.refuse(clause, remark="  ", by=make_user("officer"), at=LATER)
    actions.refuse(
        clause, remark="The wording is that of the draft.", by=make_user("officer"), at=LATER
    )
    assert make_local_clause(article="5.3").state == "proposed"


def test_the_same_article_is_not_entered_twice():
    make_local_clause(article="5.3")
    with pytest.raises(actions.AlreadyEntered):
        make_local_clause(article="5.3")
    assert LocalClause.objects.count() == 1


def test_an_unknown_sector_is_refused():
    with pytest.raises(actions.ClauseRefused):
        actions.propose(
            make_wording(sector="steam"), page=make_photo(), by=make_user("officer"), at=NOON
        )


def test_what_was_decided_is_not_decided_again():
    clause = make_local_clause(confirmed=True)
    with pytest.raises(actions.MoveRefused):
        actions.refuse(clause, remark="late", by=make_user("officer"), at=LATER)


def test_of_two_people_deciding_at_once_one_wins():
    clause = make_local_clause()
    stale = LocalClause.objects.get()
    actions.confirm(clause, by=make_user("officer"), at=LATER)
    with pytest.raises(actions.MoveRefused):
        actions.refuse(stale, remark="no", by=make_user("officer"), at=LATER)
    assert LocalClause.objects.get().state == "confirmed"
    assert len(actions_on(clause)) == 2


def test_a_retired_clause_is_no_longer_offered_and_stays_readable():
    clause = make_local_clause(confirmed=True)
    actions.retire(clause, remark="The pack holds it now.", by=make_user("clerk"), at=LATER)
    assert not LocalClause.objects.confirmed().in_force(date(2026, 11, 23)).exists()
    assert LocalClause.objects.get().wording


def test_only_a_confirmed_clause_is_handed_on():
    clause = make_local_clause()
    with pytest.raises(actions.MoveRefused):
        actions.hand_on(clause, by=make_user("clerk"), at=LATER)
    actions.confirm(clause, by=make_user("officer"), at=LATER)
    actions.hand_on(clause, by=make_user("clerk"), at=LATER)
    assert LocalClause.objects.get().handed_on_at == LATER


def test_the_author_and_nobody_else_takes_a_proposal_back():
    author = make_user("officer")
    clause = make_local_clause(by=author)
    with pytest.raises(actions.ClauseRefused):
        actions.withdraw(clause, by=make_user("officer"), at=LATER)
    actions.withdraw(clause, by=author, at=LATER)
    assert LocalClause.objects.get().state == "refused"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_people_deciding_over_two_connections_exactly_one_wins():
    clause = make_local_clause()
    deciders = [make_user("officer") for _ in range(2)]
    together = Barrier(2)

    def decide(place):
        row = LocalClause.objects.get(pk=clause.pk)
        together.wait(timeout=20)
        try:
            if place:
                actions.refuse(row, remark="no", by=deciders[place], at=LATER)
            else:
                actions.confirm(row, by=deciders[place], at=LATER)
        except actions.MoveRefused:
            return 0
        else:
            return 1
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(decide, range(2))) == 1
    assert len(actions_on(clause)) == 2
