"""What a person may do, in words: one sentence per permission, for the person's own page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import ROLES, Reach

REACH: dict[Reach, Promise] = {
    Reach.EVERYTHING: _("Everything in the zone."),
    Reach.UNIT: _("What your unit, or a unit below it, answers for or found."),
    Reach.OWN: _("What concerns your own enterprise."),
    Reach.NAMED: _("What you are named on."),
}
WORDS: dict[str, Promise] = {
    "hazards.view": _("See hazards"),
    "hazards.register": _("Register hazards"),
    "hazards.determine": _("Determine whether a hazard is major"),
    "hazards.confirm": _("Confirm, as second person, a determination by a catch-all clause"),
    "hazards.assign": _("Hand out hazards and set terms"),
    "hazards.verify": _("Verify fixes made by others"),
    "hazards.review": _("Check major hazards on site and write them off"),
    "hazards.plan_submit": _("Submit treatment plans"),
    "hazards.plan_decide": _("Approve or return treatment plans"),
    "hazards.extend_request": _("Ask for more time"),
    "hazards.extend_decide": _("Decide on more time"),
    "hazards.transfer": _("Transfer hazards to another unit"),
    "hazards.close": _("Close hazards without a fix, with a reason"),
    "hazards.reopen": _("Reopen hazards"),
    "hazards.suspend": _("Suspend work on account of a hazard"),
    "hazards.resume_apply": _("Apply to resume work"),
    "hazards.resume_consent": _("Consent to resume work"),
    "hazards.rectify": _("Report a hazard as put right, with proof"),
    "hazards.accept": _("Accept, as expert, that a major hazard was treated"),
    "hazards.on_behalf": _("Enter for an enterprise that has no account"),
    "hazards.print": _("Print notices of hazards"),
    "hazards.reporter": _("See who reported a hazard; each look is on the record"),
    "hazards.instruct": _("Instruct on a case"),
    "hazards.instruct_answer": _("Answer instructions of leaders"),
    "hazards.leader_decide": _("Approve or return what is put before you"),
    "committee.view": _("See meetings, resolutions and tasks"),
    "committee.convene": _("Keep bodies, meetings, agendas and minutes"),
    "committee.task": _("Hand out tasks, look at the answers, chase"),
    "committee.answer": _("Answer notices of meeting and tasks for your unit"),
    "committee.on_behalf": _("Answer for a unit that has no account"),
    "committee.preside": _("Approve minutes and changes of representatives, as director"),
    "responsibility.view": _("See who answers for a site"),
    "responsibility.gaps": _("See gaps and overlaps of responsibility, its rules and proposals"),
    "responsibility.manage": _("Manage sites, lines of responsibility and their rules"),
    "responsibility.propose": _("Propose who answers for an unclear industry"),
    "inspections.view": _("See past visits"),
    "standards.view": _("See standards and terms"),
    "standards.manage": _("Manage the jurisdiction pack's local part"),
    "standards.local_clause": _("Enter local clauses"),
    "documents.view": _("See documents and photos"),
    "documents.issue": _("Prepare, number and issue papers, and record how they were served"),
    "documents.templates": _("Keep the templates and letterheads of papers"),
    "lists.use": _("Use lists and save views of them"),
    "lists.export": _("Export lists"),
    "lists.export_personal": _("Export columns that name people"),
    "lists.share": _("Share saved views with your unit"),
    "messaging.use": _("Receive notices"),
    "messaging.manage": _("Set up group robots and deliveries"),
    "imports.view": _("See imports"),
    "imports.run": _("Import ledgers"),
    "imports.undo": _("Undo imports"),
    "situation.view": _("See the situation page"),
    "accounts.view": _("See units and people"),
    "accounts.manage": _("Manage units, posts and accounts"),
    "accounts.preview": _("Preview the pages as another role"),
    "jobs.view": _("See background jobs"),
    "jobs.stop": _("Stop background jobs"),
    "audit.view": _("See the trail"),
    "audit.export": _("Export the trail"),
}


def of(user: User) -> list[Promise]:
    """Everything the person's role includes, in words, in the order of the table."""
    role = ROLES.get(user.role)
    return [words for permission, words in WORDS.items() if role and permission in role.permissions]


def reach(user: User) -> Promise | str:
    """How far the person sees, in words."""
    far = reach_of(user)
    return REACH[far] if far else ""
