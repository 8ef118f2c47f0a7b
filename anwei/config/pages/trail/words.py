"""What the trail's codes say: an action and a subject in words.

Each room has the words for its own actions (EVENTS); here stands where they are, and what the
things are called that entries are about.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import CharField, Expression, F, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from anwei.accounts import events as accounts
from anwei.audit import events as audit
from anwei.committee import labels as committee
from anwei.hazards import words as hazards
from anwei.imports import events as imports
from anwei.inspections import events as inspections
from anwei.jobs import events as jobs
from anwei.lists import events as lists
from anwei.messaging import events as messaging
from anwei.responsibility import events as responsibility
from anwei.standards import events as standards

# Of papers the room has words for a timeline, which are too short where no paper stands above them.
DOCUMENTS: dict[str, Promise] = {
    "stored": pgettext_lazy("the record", "File stored"),
    "paper_prepared": pgettext_lazy("the record", "Paper prepared"),
    "paper_altered": pgettext_lazy("the record", "Text of a paper changed"),
    "paper_issued": pgettext_lazy("the record", "Paper numbered and issued"),
    "paper_dropped": pgettext_lazy("the record", "Draft of a paper dropped"),
    "paper_voided": pgettext_lazy("the record", "Paper declared void"),
    "paper_served": pgettext_lazy("the record", "Paper served"),
    "paper_pdf_made": pgettext_lazy("the record", "PDF of a paper made"),
    "template_uploaded": pgettext_lazy("the record", "Template of a paper uploaded"),
    "template_made_current": pgettext_lazy("the record", "Template of a paper put in use"),
    "letterhead_set": pgettext_lazy("the record", "Head of a unit's papers set"),
}
ROOMS: dict[str, Mapping[str, str | Promise]] = {
    "accounts": accounts.EVENTS,
    "audit": audit.EVENTS,
    "committee": committee.EVENTS,
    "documents": DOCUMENTS,
    "hazards": hazards.EVENTS,
    "imports": imports.EVENTS,
    "inspections": inspections.EVENTS,
    "jobs": jobs.EVENTS,
    "lists": lists.EVENTS,
    "messaging": messaging.EVENTS,
    "responsibility": responsibility.EVENTS,
    "standards": standards.EVENTS,
}


def told(action: str) -> str:
    """An action in words; its code where nobody has words for it."""
    room, _dot, verb = action.partition(".")
    return str(ROOMS.get(room, {}).get(verb, action))


@dataclass(frozen=True)
class Kind:
    """What a subject is, and what tells one from another: a path or an expression of its model, or nothing."""

    words: Promise
    name: str | Expression | None = None

    @property
    def expression(self) -> Expression | F | None:
        """The name, to be read."""
        return F(self.name) if isinstance(self.name, str) else self.name


def _both(first: str, second: str) -> Concat:
    return Concat(first, Value(" "), second, output_field=CharField())


def _person(path: str = "") -> Coalesce:
    return Coalesce(NullIf(f"{path}name", Value("")), f"{path}username")


# By what stands before the colon of a subject. Of files and messages the key alone: their names are personal.
KINDS: dict[str, Kind] = {
    "accounts.invitation": Kind(pgettext_lazy("the record", "Invitation"), _person("person__")),
    "accounts.post": Kind(pgettext_lazy("the record", "Post"), _both("unit__name", "title")),
    "accounts.tenure": Kind(
        pgettext_lazy("the record", "Tenure"), _both("post__unit__name", "post__title")
    ),
    "accounts.unit": Kind(pgettext_lazy("the record", "Unit"), "name"),
    "accounts.user": Kind(pgettext_lazy("the record", "Account"), _person()),
    "audit.head": Kind(pgettext_lazy("the record", "Head of the day")),
    "audit.signingkey": Kind(pgettext_lazy("the record", "Signing key")),
    "committee.body": Kind(pgettext_lazy("the record", "Body"), "unit__name"),
    "committee.directive": Kind(pgettext_lazy("the record", "Directive"), "title"),
    "committee.draft": Kind(pgettext_lazy("the record", "Draft read from a paper")),
    "committee.meeting": Kind(pgettext_lazy("the record", "Meeting"), _both("number", "title")),
    "committee.member": Kind(
        pgettext_lazy("the record", "Seat on a body"), _both("body__unit__name", "post__title")
    ),
    "committee.point": Kind(pgettext_lazy("the record", "Point of minutes"), "meeting__number"),
    "committee.recurring": Kind(pgettext_lazy("the record", "Task that comes back"), "title"),
    "committee.replacement": Kind(
        pgettext_lazy("the record", "Change of a representative"), "body__unit__name"
    ),
    "committee.resolution": Kind(pgettext_lazy("the record", "Resolution"), "number"),
    "committee.seat": Kind(
        pgettext_lazy("the record", "Seat at a meeting"), _both("meeting__number", "unit__name")
    ),
    "committee.task": Kind(pgettext_lazy("the record", "Task"), _both("number", "title")),
    "documents.document": Kind(pgettext_lazy("the record", "File")),
    "documents.letterhead": Kind(pgettext_lazy("the record", "Head of papers"), "office__name"),
    # A paper has no number before it is issued.
    "documents.paper": Kind(
        pgettext_lazy("the record", "Paper"), Coalesce(NullIf("number", Value("")), "title")
    ),
    "documents.papertemplate": Kind(pgettext_lazy("the record", "Template of papers")),
    "hazards.hazard": Kind(pgettext_lazy("the record", "Hazard"), "number"),
    "imports.batch": Kind(pgettext_lazy("the record", "Ledger"), "title"),
    "imports.profile": Kind(pgettext_lazy("the record", "Profile of ledgers"), "name"),
    "inspections.finding": Kind(
        pgettext_lazy("the record", "Finding of a visit"), "hazard__number"
    ),
    "inspections.visit": Kind(pgettext_lazy("the record", "Visit"), "site__name"),
    "jobs.job": Kind(pgettext_lazy("the record", "Background work"), "title"),
    "lists.export": Kind(pgettext_lazy("the record", "Export of a list")),
    "lists.list": Kind(pgettext_lazy("the record", "List")),
    "lists.savedview": Kind(pgettext_lazy("the record", "Shared view"), "name"),
    "lists.selection": Kind(pgettext_lazy("the record", "Chosen rows")),
    "messaging.channel": Kind(pgettext_lazy("the record", "Channel"), "name"),
    "messaging.delivery": Kind(pgettext_lazy("the record", "Message")),
    "messaging.preference": Kind(pgettext_lazy("the record", "Way of notices")),
    "responsibility.building": Kind(pgettext_lazy("the record", "Building"), "name"),
    "responsibility.determination": Kind(pgettext_lazy("the record", "Supervision of a sector")),
    "responsibility.enterprise": Kind(pgettext_lazy("the record", "Enterprise"), "name"),
    "responsibility.line": Kind(
        pgettext_lazy("the record", "Line of responsibility"), "site__name"
    ),
    "responsibility.rule": Kind(pgettext_lazy("the record", "Rule"), "name"),
    "responsibility.run": Kind(pgettext_lazy("the record", "Run of the rules"), "rule__name"),
    "responsibility.site": Kind(pgettext_lazy("the record", "Site"), "name"),
    "standards.localclause": Kind(
        pgettext_lazy("the record", "Local clause"), _both("standard_number", "article")
    ),
}
# What is one of its kind, so that nothing follows its name.
SINGLE: dict[str, Promise] = {"audit.chain": pgettext_lazy("the record", "The record")}
# What an entry itself says of a thing that is no longer there: what it was called.
CALLED = ("number", "name", "title")


def of_subject(
    subject: str,
    name: str | None,
    was: Mapping[str, object] | None = None,
    now: Mapping[str, object] | None = None,
) -> str:
    """What an entry is about: what it is and which. `name` is what the thing is called, where it is known.

    A thing that is gone is called as the entry calls it, else by its key.
    """
    label, _colon, key = subject.partition(":")
    if single := SINGLE.get(subject):
        return str(single)
    kind = KINDS.get(label)
    if kind is None:
        return subject
    return f"{kind.words} {(name or '').strip() or _once(was) or _once(now) or key}"


def _once(facts: Mapping[str, object] | None) -> str:
    """What facts call their thing; never a digest of what is personal."""
    said = [str(facts[key]) for key in CALLED if facts and facts.get(key)]
    return next((text for text in said if not text.startswith("~")), "")
