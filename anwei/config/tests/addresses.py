"""Who gets through to the addresses put together here: entrance, health, the trail's pages, papers of a case.

Papers know no case; whoever may see theirs is told by the room of the case, so they are walked with a meeting's.
"""

from django.core.files.base import ContentFile

from anwei.accounts.tests.cast import Cast as Walkers
from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.committee.actions import convening
from anwei.committee.models import Meeting
from anwei.committee.tests.factories import make_cast, make_meeting
from anwei.documents import actions as documents
from anwei.documents import kinds
from anwei.documents.actions import papers, templates
from anwei.documents.models import Document, Paper, PaperTemplate

PUBLIC = {"roles": "public"}
READ = {"administrator", "clerk", "leader", "auditor"}
NO_DAY = {
    "kwargs": {"day": "2020-01-01"}
}  # no head of that day: nobody gets through, and nobody else learns so

CLERK = {"roles": {"clerk"}}


def _called() -> Meeting:
    """A meeting to which nobody of the walkers' units is asked."""
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    return meeting


def _paper(*, issued: bool) -> Paper:
    meeting = _called()
    kind = kinds.of("meeting_notice")
    case = kind.case(
        meeting.convenings.get(body__prefix="SC-R").body.office.people.all()[0], meeting.pk
    )
    paper = papers.prepare(kind, case, language="en", by="system:tests", at=NOON)
    if issued:
        papers.issue(paper, kind, case, by="system:tests", at=NOON, address="https://x.example/")
    return paper


def _scan(purpose: str) -> Document:
    file = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", name="scan.pdf")
    return documents.store(file, by="system:tests", at=NOON, purpose=purpose)


def a_case(walkers: Walkers) -> dict:
    """A case that may have papers."""
    return {"subject": trail.name_of(_called())}


def a_kind(walkers: Walkers) -> dict:
    """A kind of paper of such a case."""
    return a_case(walkers) | {"kind": "meeting_notice"}


def a_draft(walkers: Walkers) -> dict:
    """A paper being prepared."""
    return {"pk": _paper(issued=False).pk}


def a_paper(walkers: Walkers) -> dict:
    """A paper that was issued, with its PDF."""
    paper = _paper(issued=True)
    Paper.objects.filter(pk=paper.pk).update(pdf=_scan("documents.papers"), pdf_state="made")
    return {"pk": paper.pk}


def a_step(walkers: Walkers) -> dict:
    """A step of a paper."""
    return a_paper(walkers) | {"verb": "void"}


def a_receipt(walkers: Walkers) -> dict:
    """A signed receipt."""
    paper, signed = _paper(issued=True), _scan("documents.receipts")
    made = papers.serve(paper, how="hand", served_at=NOON, whom="Li Ming", signature=signed, by="system:tests", at=NOON)  # fmt: skip
    return {"pk": made.pk}


def a_version(walkers: Walkers) -> dict:
    """A version of a template."""
    kind = kinds.of("minutes")
    file = ContentFile(kind.shipped("en"), name="minutes.docx")
    made = templates.upload(kind, "en", file, note="", by="system:tests", at=NOON)
    return {"pk": PaperTemplate.objects.get(pk=made.pk).pk}


TEMPLATE = {"kwargs": {"kind": "minutes", "language": "en"}, **CLERK}

ADDRESSES: dict[str, dict] = {
    "home": {"roles": "everybody"},
    "robots": PUBLIC,
    "favicon": PUBLIC,
    "healthz": PUBLIC,
    "readyz": {**PUBLIC, "status": {200, 503}},
    "audit:entries": {"roles": READ},
    "audit:entry": {"kwargs": {"number": 0}, "roles": set()},
    "audit:heads": {"roles": READ},
    "audit:head_file": {**NO_DAY, "roles": set()},
    "audit:head_sheet": {**NO_DAY, "roles": set()},
    "audit:mail_head": {"roles": {"administrator", "auditor"}, "method": "post"},
    "audit:keys": {"roles": READ},
    "audit:verify": {"roles": READ, "method": "post"},
    "audit:export": {"roles": {"administrator", "auditor"}, "method": "post"},
    "documents:for_subject": {"kwargs": a_case, "roles": READ},
    "documents:prepare": {"kwargs": a_kind, **CLERK},
    "documents:paper": {"kwargs": a_paper, "roles": READ},
    "documents:word": {"kwargs": a_paper, "roles": READ},
    "documents:pdf": {"kwargs": a_paper, "roles": READ},
    "documents:pdf_again": {"kwargs": a_paper, "method": "post", **CLERK},
    "documents:edit": {"kwargs": a_draft, **CLERK},
    "documents:look": {"kwargs": a_draft, **CLERK},
    "documents:serve": {"kwargs": a_paper, **CLERK},
    "documents:step": {"kwargs": a_step, **CLERK},
    "documents:signature": {"kwargs": a_receipt, **CLERK},
    "documents:templates": CLERK,
    "documents:letterhead": CLERK,
    "documents:version": {"kwargs": a_version, **CLERK},
    "documents:attempt": {"kwargs": a_version, **CLERK},
    "documents:make_current": {"kwargs": a_version, "method": "post", **CLERK},
    "documents:template": TEMPLATE,
    "documents:shipped": TEMPLATE,
    "documents:take_back": {**TEMPLATE, "method": "post"},
}
