"""The link and code by which an enterprise without an account answers a notice."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.hazards import lifecycle
from anwei.hazards.actions import handling
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.actions.registering import Proof
from anwei.hazards.models import AnswerLink, Hazard
from anwei.standards import pack

TRIES = 5


class LinkRefused(MoveRefused):
    """The link or the code does not open this notice (any more)."""


@dataclass(frozen=True)
class Printed:
    """What is printed on the notice, and nowhere kept: the address's token and the code."""

    link: AnswerLink
    token: str
    code: str


def _digest(value: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def make_link(hazard: Hazard, *, by: object, at: datetime) -> Printed:
    """Make a link for a notice; an older link of the same hazard no longer opens."""
    if not hazard.is_open:
        raise MoveRefused(
            _("%(hazard)s has ended; it needs no answer.") % {"hazard": hazard.number}
        )
    hazard.answer_links.filter(withdrawn_at__isnull=True).update(withdrawn_at=at)
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06d}"
    days = pack.current().term("answer_code_life").count
    link = AnswerLink.objects.create(
        hazard=hazard, token_digest=_digest(token), code_digest=_digest(f"{token}:{code}"), expires_at=at + timedelta(days=days),
        tries_left=TRIES, made_at=at, made_by=trail.name_of(by),
    )  # fmt: skip
    trail.record(
        "hazards.answer_link_made",
        hazard,
        by=by,
        at=at,
        now={"link": link.pk, "expires_at": link.expires_at},
    )
    return Printed(link, token, code)


def find_link(token: str, *, at: datetime) -> AnswerLink | None:
    """The link behind a token, if it is one that still opens; the hazard comes with it."""
    link = (
        AnswerLink.objects.select_related("hazard__site", "hazard__enterprise")
        .filter(token_digest=_digest(token))
        .first()
    )
    if (
        link is None
        or link.withdrawn_at is not None
        or link.expires_at <= at
        or link.tries_left == 0
        or not link.hazard.is_open
    ):
        return None
    return link


def open_link(link: AnswerLink, token: str, code: str, *, at: datetime) -> None:
    """Check the code; every wrong one costs a try, whatever runs beside it. Not inside a transaction."""
    if not AnswerLink.objects.filter(
        pk=link.pk, tries_left__gt=0, withdrawn_at__isnull=True, expires_at__gt=at
    ).update(tries_left=F("tries_left") - 1):
        raise LinkRefused(_("This link no longer opens. Ask the officer for a new notice."))
    if not hmac.compare_digest(link.code_digest, _digest(f"{token}:{code.strip()}")):
        link.refresh_from_db(fields=["tries_left"])
        raise LinkRefused(
            _("The code is wrong. Tries left: %(tries)s.") % {"tries": link.tries_left}
        )
    AnswerLink.objects.filter(pk=link.pk).update(tries_left=F("tries_left") + 1)


def waits_for_fix(hazard: Hazard) -> bool:
    """Whether a fix can be reported now: a major hazard owes its plan first."""
    suspended = hazard.suspended_on is not None
    return (
        lifecycle.move_from("rectify", hazard.status, hazard.level, suspended=suspended) is not None
    )


@transaction.atomic
def answer(
    link: AnswerLink,
    *,
    at: datetime,
    on: date,
    today: date,
    measures: str,
    fixer: str,
    proofs: Sequence[Proof],
) -> None:
    """The enterprise reports its fix through the link: on the trail as the link's, on behalf of the enterprise."""
    hazard = link.hazard
    if not waits_for_fix(hazard):
        raise LinkRefused(_("This hazard does not wait for a fix now."))
    behalf = str(hazard.enterprise or hazard.site or "")
    handling.rectify(
        hazard,
        by=f"hazards.answerlink:{link.pk}",
        at=at,
        on=on,
        today=today,
        measures=measures,
        fixer=fixer,
        proofs=proofs,
        behalf=behalf,
    )
    AnswerLink.objects.filter(pk=link.pk).update(answered_at=at)
