"""Every address, walked as every role: nothing is open that was not written down as open.

Each room says in `anwei/<room>/tests/addresses.py` who gets through to its addresses:

    ADDRESSES = {
        "hazards:register": {"roles": {"clerk", "officer"}},              # GET; everyone else 403 or 404
        "hazards:case": {"kwargs": a_case, "roles": {"clerk": 200}},      # a_case(cast) -> dict for reverse()
        "hazards:verify": {"kwargs": a_case, "method": "post", "roles": {"officer"}},
    }

`roles` is a set (gets through), a dict role -> exact status, "everybody" (who is signed in) or "public".
`kwargs` is a dict or a function of the cast (anwei/accounts/tests/cast.py) that makes the object first.
`status` replaces what counts as getting through; `data` is posted. A role not named does not get
through, and a new address without a row fails here: closed unless opened.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anwei.accounts.models import User
from anwei.accounts.roles import ROLES
from anwei.accounts.tests.cast import Cast, make_cast

PACKAGE = Path(__file__).resolve().parents[2] / "anwei"
# A form sent empty may be refused in words: that is getting through to it.
THROUGH = {"get": {200, 204, 302, 303}, "post": {200, 204, 302, 303, 400, 409, 422}}
CLOSED = {403, 404}
pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def named(patterns: list, prefix: str = "") -> Iterator[str]:
    """The names of all addresses, with their room in front."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"


def written() -> dict[str, dict]:
    """The rows of all rooms."""
    rows: dict[str, dict] = {}
    for path in sorted(PACKAGE.glob("*/tests/addresses.py")):
        found = import_module(f"anwei.{path.parent.parent.name}.tests.addresses").ADDRESSES
        assert not (twice := rows.keys() & found.keys()), f"{path} repeats {twice}"
        rows |= found
    return rows


ROWS = written()
NAMES = sorted(set(named(get_resolver().url_patterns)))


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    without = [name for name in NAMES if name not in ROWS]
    assert without == [], "say in the room's tests/addresses.py who gets through"
    assert [name for name in ROWS if name not in NAMES] == [], "these addresses are gone"


@pytest.fixture(scope="module")
def walkers(django_db_setup: None, django_db_blocker) -> Iterator[tuple[Cast, dict[int, str]]]:
    """The cast and their sessions by person: made once, undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast, sessions = make_cast(), {}
        for person in cast.people.values():
            client = Client()
            client.force_login(person, backend=BACKEND)
            sessions[person.pk] = client.session.session_key
        yield cast, sessions
        transaction.set_rollback(True)


@pytest.fixture
def cast(walkers: tuple[Cast, dict[int, str]]) -> Cast:
    """The people and units alone."""
    return walkers[0]


@pytest.fixture
def ask(walkers: tuple[Cast, dict[int, str]]) -> Callable[..., HttpResponse]:
    """One request of one person (None: a stranger), undone afterwards."""

    def asked(person: User | None, method: str, address: str, row: dict) -> HttpResponse:
        client = Client()
        if person is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = walkers[1][person.pk]
        with transaction.atomic():
            answer = (
                client.get(address)
                if method == "get"
                else client.post(address, row.get("data", {}))
            )
            transaction.set_rollback(True)
        # Not close(): that ends the request for the database too, and the next walker needs the connection.
        for let_go in answer._resource_closers:
            let_go()
        return answer

    return asked


def to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url.startswith(reverse(settings.LOGIN_URL))


def expected_of(role: str, row: dict) -> set[int]:
    """The statuses this role is to get."""
    roles, method = row["roles"], row.get("method", "get")
    if isinstance(roles, dict):
        return {roles[role]} if role in roles else CLOSED
    through = row.get("status", THROUGH[method])
    return through if roles in ("everybody", "public") or role in roles else CLOSED


def faults(cast: Cast, ask: Callable[..., HttpResponse], name: str, row: dict) -> Iterator[str]:
    """What is not as written, one line each."""
    kwargs = row.get("kwargs", {})
    address = reverse(name, kwargs=kwargs(cast) if callable(kwargs) else kwargs)
    method = row.get("method", "get")
    for role in ROLES:
        expected = expected_of(role, row)
        answer = ask(cast.people[role], method, address, row)
        if answer.status_code not in expected or to_sign_in(answer):
            yield f"{role}: {method} gave {answer.status_code}, expected {sorted(expected)}"
        if expected == CLOSED:
            other = "post" if method == "get" else "get"
            answer = ask(cast.people[role], other, address, row)
            if answer.status_code not in CLOSED | {405}:
                yield f"{role}: {other} gave {answer.status_code}, expected it to be closed"


@pytest.mark.parametrize("name", [name for name in NAMES if name in ROWS])
def test_who_gets_through(cast: Cast, ask: Callable[..., HttpResponse], name: str) -> None:
    assert list(faults(cast, ask, name, ROWS[name])) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name in ROWS])
def test_strangers_are_sent_to_sign_in(
    cast: Cast, ask: Callable[..., HttpResponse], name: str
) -> None:
    row = ROWS[name]
    kwargs = row.get("kwargs", {})
    address = reverse(name, kwargs=kwargs(cast) if callable(kwargs) else kwargs)
    for method in ("get", "post"):
        answer = ask(None, method, address, row)
        if row["roles"] == "public":
            assert answer.status_code < 500
        else:
            assert to_sign_in(answer), f"{method} gave {answer.status_code}"


def test_the_walk_notices_an_open_door(cast: Cast, ask: Callable[..., HttpResponse]) -> None:
    wrong = {"roles": {"clerk"}}  # the profile is everybody's
    assert len(list(faults(cast, ask, "accounts:profile", wrong))) >= len(ROLES) - 1
