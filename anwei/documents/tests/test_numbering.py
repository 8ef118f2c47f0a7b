"""Numbers: consecutive, without gaps, each given once however many ask at once."""

import threading

import pytest
from django.db import connection, transaction

from anwei.documents import numbering
from anwei.documents.models import Counter


@pytest.mark.django_db
def test_numbers_follow_one_another_in_their_series():
    assert [numbering.take("hazards:2026") for _each in range(3)] == [1, 2, 3]
    assert numbering.take("hazards:2027") == 1


@pytest.mark.django_db
def test_many_numbers_are_taken_at_once():
    assert numbering.take("imports:1", count=1000) == 1
    assert numbering.take("imports:1") == 1001


@pytest.mark.django_db
def test_a_number_whose_transaction_fails_is_given_again():
    numbering.take("orders:2026")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert numbering.take("orders:2026") == 2
        1 / 0  # noqa: B018
    assert numbering.take("orders:2026") == 2


@pytest.mark.django_db
def test_less_than_one_number_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        numbering.take("orders:2026", count=0)


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused_for_it_would_leave_a_gap():
    with pytest.raises(numbering.NoTransaction):
        numbering.take("orders:2026")
    assert not Counter.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_get_different_numbers_and_no_gap_though_some_fail():
    taken: list[int] = []
    start = threading.Barrier(6)

    def ask() -> None:
        start.wait()
        try:
            for turn in range(20):
                try:
                    with transaction.atomic():
                        number = numbering.take("hazards:2026")
                        if turn % 5 == 4:
                            raise ZeroDivisionError
                    taken.append(number)
                except ZeroDivisionError:
                    continue
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken) == list(range(1, 6 * 16 + 1))
