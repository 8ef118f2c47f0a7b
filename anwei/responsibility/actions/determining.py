"""Who regulates an unclear industry: proposed here, decided by the government outside, drawn as lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.audit import trail
from anwei.responsibility.actions import lining
from anwei.responsibility.actions.refusing import Refused
from anwei.responsibility.lifecycle import end_of, start_of
from anwei.responsibility.models import Determination, LineKind, Site


class ProposalRefused(Refused):
    """The proposal cannot be made, decided or withdrawn so."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed: at least one candidate, and why their business is similar."""

    industry: str
    argument: str
    candidates: Sequence[Unit]
    interim: Unit | None = None
    sites: Sequence[Site] = ()


@dataclass(frozen=True)
class Decision:
    """What the government decided (Work Safety Law art. 10(2)), by its paper."""

    unit: Unit
    on: date
    decider: str
    paper_no: str
    remark: str = ""


@transaction.atomic
def propose(proposal: Proposal, *, by: User, at: datetime, today: date) -> Determination:
    """Propose who regulates; the interim owner answers for the sites from today until it is decided. Raises ProposalRefused."""
    if not proposal.industry.strip() or not proposal.argument.strip() or not proposal.candidates:
        raise ProposalRefused(
            _("Name the industry, the candidates and why their business is similar.")
        )
    _check_units([*proposal.candidates, *([proposal.interim] if proposal.interim else [])])
    made = Determination.objects.create(
        industry=proposal.industry.strip(),
        argument=proposal.argument.strip(),
        interim=proposal.interim,
        proposed_by=by,
        proposed_at=at,
        proposed_on=today,
    )
    made.candidates.set(proposal.candidates)
    made.sites.set(proposal.sites)
    now = {
        "industry": made.industry,
        "candidates": [unit.pk for unit in proposal.candidates],
        "interim": made.interim_id,
        "sites": [site.pk for site in proposal.sites],
    }
    trail.record(
        "responsibility.determination_proposed", made, by=by, at=at, now=now, reason=made.argument
    )
    if proposal.interim is not None:
        reason = _("Interim owner until “%(industry)s” is decided.") % {"industry": made.industry}
        _draw(
            made,
            proposal.interim,
            source="law:interim",
            since=today,
            reason=reason,
            by=by,
            at=at,
        )
    return made


@transaction.atomic
def decide(made: Determination, decision: Decision, *, by: User, at: datetime, today: date) -> None:
    """Enter the government's decision; it becomes the regulator line of the sites from its day on. Raises ProposalRefused."""
    if not decision.paper_no.strip() or not decision.decider.strip():
        raise ProposalRefused(_("Give the deciding government and the number of its paper."))
    if decision.on > today:
        raise ProposalRefused(_("This day has not come yet."))
    _check_units([decision.unit])
    facts = {
        "decided_on": decision.on,
        "decided_unit": decision.unit,
        "paper_no": decision.paper_no.strip(),
        "decider": decision.decider.strip(),
        "remark": decision.remark.strip(),
    }
    _move(made, "decide", facts)
    trail.record(
        "responsibility.determination_decided", made, by=by, at=at, was={"state": "proposed"}, held=decision.on,
        now={"state": "decided", "unit": decision.unit.pk, "on": decision.on, "paper_no": facts["paper_no"], "decider": facts["decider"]}, reason=decision.remark,
    )  # fmt: skip
    for line in lining.lines_of(origin=f"determination:{made.pk}", standing=today):
        if line.since >= decision.on:
            lining.withdraw_from(
                line,
                decision.on,
                by=by,
                at=at,
                reason=_("The decision counts from an earlier day."),
            )
    source = f"{decision.decider.strip()} {decision.paper_no.strip()}"[:200]
    _draw(
        made,
        decision.unit,
        source=source,
        since=decision.on,
        reason=_("Decided by the government, Work Safety Law art. 10(2)."),
        by=by,
        at=at,
    )


@transaction.atomic
def withdraw(made: Determination, *, reason: str, by: User, at: datetime, today: date) -> None:
    """Take the proposal back; the interim owner's lines end. Raises ProposalRefused."""
    if not reason.strip():
        raise ProposalRefused(_("Give the reason."))
    _move(made, "withdraw", {"remark": reason.strip()})
    trail.record(
        "responsibility.determination_withdrawn",
        made,
        by=by,
        at=at,
        was={"state": "proposed"},
        now={"state": "withdrawn"},
        reason=reason,
    )
    for line in lining.lines_of(origin=f"determination:{made.pk}", standing=today):
        lining.withdraw_from(line, today, by=by, at=at, reason=reason)


def _move(made: Determination, verb: str, facts: dict[str, Any]) -> None:
    standing = Determination.objects.filter(pk=made.pk, state=start_of(verb))
    if not standing.update(state=end_of(verb), **facts):
        raise ProposalRefused(_("It was decided or withdrawn already."))
    made.refresh_from_db()


def _draw(
    made: Determination,
    unit: Unit,
    *,
    source: str,
    since: date,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    for site in made.sites.order_by("pk"):
        try:
            lining.set_line(
                site,
                LineKind.INDUSTRY,
                lining.Named(unit),
                source=source,
                since=since,
                reason=reason,
                by=by,
                at=at,
                origin=f"determination:{made.pk}",
            )
        except lining.LineRefused as refusal:
            raise ProposalRefused(f"{site}: {refusal}") from None


def _check_units(units: Sequence[Unit]) -> None:
    for unit in units:
        try:
            lining.check_named(LineKind.INDUSTRY, lining.Named(unit))
        except lining.LineRefused as refusal:
            raise ProposalRefused(str(refusal)) from None
