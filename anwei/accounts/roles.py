"""Who may do what, on one page: roles as code, reviewed like code.

A permission is `room.verb`. A role says which it has and how far it reaches:

- everything: the whole zone;
- unit:       what the person's unit, or a unit below it, answers for or found;
- own:        what concerns the person's own enterprise;
- named:      what the person is named on.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Reach(StrEnum):
    """How far a role sees."""

    EVERYTHING = "everything"
    UNIT = "unit"
    OWN = "own"
    NAMED = "named"


@dataclass(frozen=True)
class Role:
    """What one kind of person may do, and how far."""

    code: str
    reach: Reach
    permissions: frozenset[str]


# What every person of an office may see of the people and units in reach.
PEOPLE = {"accounts.view"}
VIEW = {
    "hazards.view",
    "responsibility.view",
    "responsibility.gaps",
    "inspections.view",
    "standards.view",
    "lists.use",
    "messaging.use",
    "documents.view",
    "committee.view",
}
OFFICER = VIEW | {
    "hazards.register", "hazards.determine", "hazards.confirm", "hazards.assign", "hazards.verify", "hazards.review", "hazards.plan_decide",
    "hazards.extend_decide", "hazards.transfer", "hazards.close", "hazards.reopen", "hazards.suspend",
    "hazards.rectify", "hazards.plan_submit", "hazards.extend_request", "hazards.resume_apply", "hazards.on_behalf", "hazards.print", "standards.local_clause", "lists.export",
    "situation.view", "responsibility.propose", "committee.answer",
} | PEOPLE  # fmt: skip

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("administrator", Reach.EVERYTHING, frozenset(VIEW | {
            "accounts.view", "accounts.manage", "accounts.preview", "jobs.view", "jobs.stop", "audit.view", "audit.export", "imports.view",
            "standards.manage", "situation.view", "lists.export", "lists.export_personal", "lists.share", "messaging.manage",
        })),
        # The committee's office enters, hands out and chases; it never inspects and never verifies a fix.
        Role("clerk", Reach.EVERYTHING, frozenset(VIEW | {
            "hazards.register", "hazards.assign", "hazards.transfer", "hazards.close", "hazards.reopen", "hazards.print",
            "hazards.on_behalf", "hazards.rectify", "hazards.instruct_answer", "hazards.reporter",
            "committee.convene", "committee.task", "committee.answer", "committee.on_behalf", "documents.issue", "documents.templates",
            "responsibility.manage", "responsibility.propose", "standards.local_clause", "standards.manage",
            "imports.view", "imports.run", "imports.undo", "situation.view", "lists.export", "lists.export_personal", "lists.share",
            "accounts.view", "accounts.manage", "audit.view", "jobs.view", "jobs.stop", "messaging.manage",
        })),
        # A leader sees everything and edits nothing: approves, returns, instructs.
        Role("leader", Reach.EVERYTHING, frozenset(VIEW | {
            "hazards.instruct", "hazards.leader_decide", "committee.preside", "situation.view", "lists.export", "accounts.view", "audit.view",
        })),
        Role("officer", Reach.UNIT, frozenset(OFFICER | {"hazards.resume_consent", "hazards.reporter", "lists.share", "lists.export_personal", "imports.view", "imports.run"})),
        Role("inspector", Reach.UNIT, frozenset(OFFICER - {"hazards.plan_decide", "hazards.extend_decide"})),
        Role("street", Reach.UNIT, frozenset(VIEW | {
            "hazards.register", "hazards.assign", "hazards.transfer", "hazards.rectify", "hazards.on_behalf", "hazards.verify",
            "hazards.print", "hazards.extend_request", "committee.answer", "situation.view", "lists.export", "accounts.view",
        })),
        Role("enterprise", Reach.OWN, frozenset({
            "hazards.view", "hazards.register", "hazards.rectify", "hazards.plan_submit", "hazards.accept", "hazards.extend_request",
            "hazards.resume_apply", "responsibility.view", "inspections.view", "documents.view", "lists.use", "lists.export", "messaging.use", "standards.view",
            "hazards.print", "accounts.view", "committee.view", "committee.answer",
        })),
        Role("expert", Reach.NAMED, frozenset({"hazards.view", "hazards.accept", "hazards.verify", "documents.view", "lists.use", "messaging.use", "standards.view"})),
        Role("auditor", Reach.EVERYTHING, frozenset({
            "hazards.view", "responsibility.view", "responsibility.gaps", "inspections.view", "standards.view", "documents.view", "lists.use", "lists.export",
            "audit.view", "audit.export", "imports.view", "jobs.view", "situation.view", "accounts.view", "messaging.use", "committee.view",
        })),
    )
}  # fmt: skip

ROLE_NAMES = [
    ("administrator", _("Administrator")),
    ("clerk", _("Committee office clerk")),
    ("leader", _("Committee leader")),
    ("officer", _("Department officer")),
    ("inspector", _("Field inspector")),
    ("street", _("Street officer")),
    ("enterprise", _("Enterprise safety manager")),
    ("expert", _("Expert")),
    ("auditor", _("Auditor")),
]
# Roles that mean nothing without a unit.
BOUND = frozenset({"officer", "inspector", "street", "enterprise"})

# Whose accounts a role may make, change and close. The clerk runs the daily business; those who
# keep the system and those who check it are the administrator's to name.
APPOINTS: dict[str, frozenset[str]] = {
    "administrator": frozenset(ROLES),
    "clerk": frozenset(ROLES) - {"administrator", "auditor"},
}
# Whose eyes the administrator may borrow; nobody needs to look through their own.
PREVIEWED = tuple(code for code in ROLES if code != "administrator")
