"""The door of the case pages: who stands before it, what is posted at a step, what came of it."""

from datetime import date, timedelta

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.hazards.models import Hazard
from anwei.hazards.tests.factories import TODAY, Cast

# Everyone of the cast, by the part they play.
PEOPLE = (
    "officer", "colleague", "stranger", "street_officer", "enterprise", "neighbour", "clerk", "leader", "auditor",
)  # fmt: skip


# Setting up the middleware reads every static file: once is enough for all the people who come through.
HANDLER = ClientHandler(enforce_csrf_checks=False)


def entered(user: User) -> Client:
    """The client of a person who signed in. A page that breaks answers 500, as it would to people."""
    client = Client(raise_request_exception=False)
    client.handler = HANDLER
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def fresh(hazard: Hazard) -> Hazard:
    """The case as it stands now."""
    return Hazard.objects.get(pk=hazard.pk)


def day(days: int = 0) -> str:
    """A day as a form sends it, counted from the tests' today."""
    return (TODAY + timedelta(days=days)).isoformat()


def post(user: User, hazard: Hazard, verb: str, **given: object) -> HttpResponse:
    """One step, posted by one person, with the version and the day that the page would hold."""
    form = {"version": fresh(hazard).version, "on": day(), **given}
    sent = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in form.items()
    }
    return entered(user).post(f"/hazards/{hazard.number}/{verb}/", sent)


def state(hazard: Hazard) -> tuple[int, str, int, int]:
    """What must be as before where nothing was changed: version, status, trail, files."""
    now = fresh(hazard)
    return now.version, now.status, trail.about(now).count(), now.evidence.count()


def answers(cast: Cast, hazard: Hazard, verb: str, given: dict[str, object]) -> dict[str, int]:
    """What each of the cast is answered at this step, each starting from the case as it stands.

    Whoever is refused has changed nothing.
    """
    before, told = state(hazard), {}
    for part in PEOPLE:
        with transaction.atomic():
            sent = {name: value() if callable(value) else value for name, value in given.items()}
            told[part] = post(getattr(cast, part), hazard, verb, **sent).status_code
            if told[part] != 302:
                assert state(hazard) == before, f"{part} was refused {verb}, and changed something"
            transaction.set_rollback(True)
    return told
