"""Jobs of the documents room: the PDFs of issued papers, one at a time."""

import hashlib
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.documents import pdf
from anwei.documents.actions.files import store
from anwei.documents.actions.papers import PURPOSE
from anwei.documents.content import Content
from anwei.documents.models import Paper, PdfState
from anwei.jobs.work import Work, outside_transaction

# Above the converter's own limit, so that nobody takes over from one who is still at it.
HELD = timedelta(seconds=pdf.TIME_LIMIT + 60)
WORKER = "system:worker"
# What failed is tried again when the next job begins, in ten minutes at the latest; then by hand.
MOST_TRIES = 3


@outside_transaction
def make_pdfs(work: Work) -> bool:
    """Make the next PDF; True when none waits, or another worker is making one and will go on."""
    if pdf.converter() is None:
        Paper.objects.filter(pdf_state=PdfState.WAITING).update(pdf_state=PdfState.MISSING)
        return True
    if not work.cursor:
        _take_up_again()
        work.cursor = {"begun": True}
    paper = _claimed(work)
    if paper is None:
        return True
    try:
        data = pdf.convert({"paper": _word(paper)})["paper"]
    except (pdf.CannotConvert, pdf.NoConverter, OSError) as fault:
        _held(paper).update(pdf_state=PdfState.FAILED, pdf_until=None, pdf_fault=str(fault)[:300])
    else:
        _keep(paper, data, work)
    work.progress(done=work.job.done + 1)
    return False


def _take_up_again() -> None:
    """Let what failed wait once more, and what lacked LibreOffice, which has come to this server since."""
    Paper.objects.filter(
        Q(pdf_state=PdfState.FAILED, pdf_tries__lt=MOST_TRIES) | Q(pdf_state=PdfState.MISSING)
    ).update(pdf_state=PdfState.WAITING)


def _claimed(work: Work) -> Paper | None:
    """The next paper that waits, taken; the database lets only one be in the making."""
    at = work.clock()
    # Whoever had it was killed; where that happens each time, it is the paper.
    left = Paper.objects.filter(pdf_state=PdfState.MAKING, pdf_until__lt=at)
    left.filter(pdf_tries__gte=MOST_TRIES).update(
        pdf_state=PdfState.FAILED, pdf_until=None, pdf_fault=_("Making it broke off each time.")
    )
    left.update(pdf_state=PdfState.WAITING, pdf_until=None)
    paper = (
        Paper.objects.filter(pdf_state=PdfState.WAITING)
        .select_related("word__file")
        .order_by("pdf_tries", "pk")
        .first()
    )
    if paper is None:
        return None
    paper.pdf_until = at + HELD
    waiting = Paper.objects.filter(pk=paper.pk, pdf_state=PdfState.WAITING)
    try:
        with transaction.atomic():
            won = waiting.update(
                pdf_state=PdfState.MAKING,
                pdf_until=paper.pdf_until,
                pdf_fault="",
                pdf_tries=F("pdf_tries") + 1,
            )
    except IntegrityError:
        return None
    return paper if won else None


def _held(paper: Paper) -> "QuerySet[Paper]":
    return Paper.objects.filter(pk=paper.pk, pdf_state=PdfState.MAKING, pdf_until=paper.pdf_until)


def _word(paper: Paper) -> bytes:
    if paper.word is None:
        raise OSError(f"{paper} has no Word file.")
    with default_storage.open(paper.word.file.path) as file:
        data: bytes = file.read()
    return data


@transaction.atomic
def _keep(paper: Paper, data: bytes, work: Work) -> None:
    at = work.clock()
    name = f"{str(paper.word).rpartition('.')[0] or _('paper')}.pdf"
    digest = hashlib.sha256(data).hexdigest()
    document = store(
        Content(data, name, "application/pdf", digest), by=WORKER, at=at, purpose=PURPOSE
    )
    if _held(paper).update(pdf_state=PdfState.MADE, pdf_until=None, pdf=document):
        trail.record("documents.paper_pdf_made", paper, by=WORKER, at=at, now={"sha256": digest})
