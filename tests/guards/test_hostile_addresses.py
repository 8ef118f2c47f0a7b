"""What no page links to but anybody can type: numbers that are none, in every parameter that names a row."""

import pytest
from django.test import Client

from anwei.accounts.tests.factories import make_user

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/jobs/?show=all&before={}",
    "/notices/?before={}",
    "/notices/log/?before={}",
    "/sites/new/?enterprise={}",
    "/sites/?regulator={}",
    "/standards/clauses/local:{}/",
    "/hazards/?site={}",
    "/hazards/?view={}",
    "/hazards/?after={}",
    "/hazards/new/?site={}",
    "/hazards/new/recurrence/?site={}&description=leaning+rack",
    "/situation/?unit={}",
    "/situation/?period={}",
    "/visits/?site={}",
    "/accounts/people/?page={}",
    "/accounts/people/add/?unit={}",
    "/accounts/units/add/?parent={}",
    "/audit/?after={}",
    "/standards/calendar/?start={}&count={}",
    "/imports/?after={}",
)
NUMBERS = {
    "long": "1" * 5000,
    "superscript": "²",
    "arabic": "٣",
    "negative": "-1",
    "power": "1e9",
    "beyond the column": "9" * 30,
    "empty": "",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_none_is_answered_in_words(number):
    client = Client()
    client.raise_request_exception = False
    client.force_login(make_user("clerk"))
    broken = [
        address
        for address in ADDRESSES
        if client.get(address.format(*[NUMBERS[number]] * 2)).status_code >= 500
    ]
    assert broken == []
