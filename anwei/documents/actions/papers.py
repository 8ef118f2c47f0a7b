"""Numbered papers: prepared, issued, voided, replaced, served. An issued paper is never edited."""

import hashlib
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.documents import lifecycle, numbering, templating
from anwei.documents.actions import letterheads
from anwei.documents.actions.files import store
from anwei.documents.actions.templates import content_of, current
from anwei.documents.content import WORD, Content, plain_name
from anwei.documents.kinds import LANGUAGES, Case, Facts, Kind, common
from anwei.documents.lifecycle import PaperState
from anwei.documents.models import Document, Paper, PaperTemplate, PdfState, Service
from anwei.jobs import actions as jobs

PURPOSE = "documents.papers"


class PaperRefused(Exception):
    """This cannot be done to the paper; the message says why, in words."""


@transaction.atomic
def prepare(
    kind: Kind,
    case: Case,
    *,
    language: str,
    by: object,
    at: datetime,
    note: str = "",
    replaces: Paper | None = None,
) -> Paper:
    """A draft of a paper about a case. It has no number yet; PaperRefused where one is being prepared already."""
    if language not in LANGUAGES:
        raise PaperRefused(_("There is no paper in this language."))
    if replaces is not None and replaces.state != PaperState.VOIDED:
        raise PaperRefused(_("Only a void paper can be replaced."))
    try:
        with transaction.atomic():
            paper = Paper.objects.create(
                kind=kind.code, language=language, subject=trail.name_of(case.row), title=case.title[:300], office=case.office, note=note.strip(),
                replaces=replaces, token=token_urlsafe(16), recorded_at=at, recorded_by=trail.name_of(by), changed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise PaperRefused(_("Such a paper is being prepared already.")) from None
    now = {"kind": kind.code, "language": language, "about": paper.subject, "replaces": replaces}
    trail.record("documents.paper_prepared", paper, by=by, at=at, now=now)
    return paper


@transaction.atomic
def alter(paper: Paper, *, note: str, by: object, at: datetime) -> None:
    """Change the text that the office adds, while it is a draft."""
    was = paper.note
    _change(paper, PaperState.DRAFT, at=at, note=note.strip())
    trail.record(
        "documents.paper_altered", paper, by=by, at=at, was={"note": was}, now={"note": paper.note}
    )


def look(paper: Paper, kind: Kind, case: Case, *, at: datetime, address: str) -> bytes:
    """The draft as it would be issued now, marked as a draft where the number stands. Changes nothing."""
    with translation.override(paper.language):
        facts = _facts(paper, kind, case, number=_("(draft)"), day=timezone.localdate(at))
    template = current(kind.code, paper.language)
    return _rendered(_source(kind, paper, template), facts, address)


@transaction.atomic
def issue(paper: Paper, kind: Kind, case: Case, *, by: object, at: datetime, address: str) -> None:
    """Number the paper, print what is true now into it, and freeze it. `address` is its public page.

    PaperRefused where the case does not allow it, or the draft was changed or issued by someone else.
    """
    _refuse_unready(paper, case)
    day = timezone.localdate(at)
    template = current(kind.code, paper.language)
    source = _source(kind, paper, template)
    series = f"documents.paper:{kind.code}:{case.office.pk}:{day.year}"
    # From here on the number is held: whoever comes second waits, and a refusal gives it back.
    serial = numbering.take(series)
    with translation.override(paper.language):
        number = kind.written(letterheads.of(case.office).prefix, day.year, serial)
        facts = _facts(paper, kind, case, number=number, day=day)
    data = _rendered(source, facts, address)
    file = Content(
        data, plain_name(f"{number} {paper.title}.docx"), WORD, hashlib.sha256(data).hexdigest()
    )
    word = store(file, by=by, at=at, purpose=PURPOSE)
    try:
        with transaction.atomic():
            _change(
                paper, PaperState.DRAFT, at=at,
                state=PaperState.ISSUED, office=case.office, title=case.title[:300], year=day.year, serial=serial, number=number, template=template,
                facts=facts, word=word, sha256=file.sha256, pdf_state=PdfState.WAITING, issued_at=at, issued_by=trail.name_of(by),
            )  # fmt: skip
    except IntegrityError:
        raise PaperRefused(
            _("Another paper bears the number %(number)s. Give this office a letterhead with a prefix of its own.")
            % {"number": number}
        ) from None  # fmt: skip
    now = {"number": number, "sha256": file.sha256, "template": template and template.version}
    trail.record("documents.paper_issued", paper, by=by, at=at, now=now)
    ask_for_pdf(by=by, at=at)


def _refuse_unready(paper: Paper, case: Case) -> None:
    if case.why_not:
        raise PaperRefused(case.why_not)
    if paper.subject != trail.name_of(case.row):
        raise ValueError(f"{paper.subject} is not {trail.name_of(case.row)}.")


def _facts(paper: Paper, kind: Kind, case: Case, *, number: str, day: date) -> Facts:
    """What the case says, and what every paper has."""
    old = paper.replaces
    return templating.printable(  # type: ignore[no-any-return]
        {
            **kind.facts(case.row),
            **common(number, letterheads.of(case.office).name, day),
            "note": [line.strip() for line in paper.note.splitlines() if line.strip()],
            "replaces": old.number if old else "",
        }
    )


def _source(kind: Kind, paper: Paper, template: PaperTemplate | None) -> bytes:
    try:
        return content_of(kind, paper.language, template)
    except templating.TemplateRefused as refusal:
        raise PaperRefused(str(refusal)) from refusal


def _rendered(template: bytes, facts: Facts, address: str) -> bytes:
    try:
        return templating.render(template, facts, address=address)
    except templating.TemplateRefused as refusal:
        raise PaperRefused(str(refusal)) from refusal


@transaction.atomic
def drop(paper: Paper, *, by: object, at: datetime) -> None:
    """A draft that is not needed."""
    _change(paper, PaperState.DRAFT, at=at, state=PaperState.DROPPED)
    trail.record("documents.paper_dropped", paper, by=by, at=at)


@transaction.atomic
def void(paper: Paper, *, reason: str, by: object, at: datetime) -> None:
    """Take the force from an issued paper, for a stated reason. Its number and file stay."""
    if not reason.strip():
        raise PaperRefused(_("Say why it is void."))
    _change(
        paper, PaperState.ISSUED, at=at,
        state=PaperState.VOIDED, voided_at=at, voided_by=trail.name_of(by), void_reason=reason.strip(),
    )  # fmt: skip
    trail.record("documents.paper_voided", paper, by=by, at=at, reason=reason)


@transaction.atomic
def replace(
    paper: Paper, kind: Kind, case: Case, *, reason: str, by: object, at: datetime
) -> Paper:
    """Declare an issued paper void and prepare the one that names it."""
    void(paper, reason=reason, by=by, at=at)
    return prepare_in_place(paper, kind, case, by=by, at=at)


def prepare_in_place(paper: Paper, kind: Kind, case: Case, *, by: object, at: datetime) -> Paper:
    """A draft of what is to stand for a void paper, with its text. PaperRefused where there is one."""
    return prepare(
        kind, case, language=paper.language, note=paper.note, replaces=paper, by=by, at=at
    )


@transaction.atomic
def serve(
    paper: Paper,
    *,
    how: str,
    served_at: datetime,
    whom: str,
    by: object,
    at: datetime,
    signature: Document | None = None,
    refused: bool = False,
    reason: str = "",
) -> Service:
    """Write down how the paper reached somebody, or that its receipt was refused and why."""
    if paper.state not in lifecycle.NUMBERED or paper.issued_at is None:
        raise PaperRefused(_("A draft is not served."))
    if not whom.strip():
        raise PaperRefused(_("Say to whom."))
    if refused and not reason.strip():
        raise PaperRefused(_("Say why it was refused."))
    if refused and signature is not None:
        raise PaperRefused(_("Who refuses signs nothing."))
    if served_at > at:
        raise PaperRefused(_("This moment has not come yet."))
    if timezone.localdate(served_at) < timezone.localdate(paper.issued_at):
        raise PaperRefused(_("It was not issued yet on that day."))
    service = Service.objects.create(
        paper=paper, how=how, served_at=served_at, whom=whom.strip(), signature=signature, refused=refused, reason=reason.strip() if refused else "",
        recorded_at=at, recorded_by=trail.name_of(by),
    )  # fmt: skip
    now = {"how": how, "whom": trail.digest(service.whom), "refused": refused}
    trail.record(
        "documents.paper_served",
        paper,
        by=by,
        at=at,
        reason=service.reason,
        held=timezone.localdate(served_at),
        now=now,
    )
    return service


@transaction.atomic
def remake_pdf(paper: Paper, *, by: object, at: datetime) -> None:
    """Ask once more for a PDF that could not be made."""
    states = [PdfState.FAILED, PdfState.MISSING]
    if not Paper.objects.filter(pk=paper.pk, pdf_state__in=states).update(
        pdf_state=PdfState.WAITING, pdf_fault="", pdf_tries=0
    ):
        raise PaperRefused(_("The PDF is there, or is being made."))
    ask_for_pdf(by=by, at=at)


def ask_for_pdf(*, by: object, at: datetime) -> None:
    """One job makes all that wait, one after the other."""
    jobs.enqueue("documents.pdf", by=by, at=at, title=_("PDFs of papers"), key="documents.pdf")


def _change(paper: Paper, start: PaperState, *, at: datetime, **fields: Any) -> None:
    """Change the row if it still stands as it was read; else PaperRefused, and nothing is changed."""
    asked = Paper.objects.filter(pk=paper.pk, state=start, version=paper.version)
    if not asked.update(**fields, version=paper.version + 1, changed_at=at):
        raise PaperRefused(
            _("%(paper)s was changed by someone else a moment ago, or this step is not open now.")
            % {"paper": paper}
        )
    for name, value in {**fields, "version": paper.version + 1, "changed_at": at}.items():
        setattr(paper, name, value)
