"""What anybody may know of a numbered paper whose key they hold: number, day, digests, and whether it is void."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from anwei.documents.lifecycle import NUMBERED, PaperState
from anwei.documents.models import Paper


@dataclass(frozen=True)
class PublicPaper:
    """No title, no office, no case, no person: the holder of the paper reads them there."""

    number: str
    issued_on: date
    # Of the Word file, and of the PDF where there is one.
    sha256: str
    pdf_sha256: str
    void_since: date | None
    replaced_by: str


def paper_of(token: str) -> PublicPaper | None:
    """The paper with this key; None where there is none, or where it was never issued."""
    paper = (
        Paper.objects.filter(token=token, state__in=NUMBERED).select_related("pdf__file").first()
    )
    if paper is None or paper.issued_at is None:
        return None
    following = Paper.objects.filter(replaces=paper, state__in=NUMBERED).first()
    return PublicPaper(
        number=paper.number,
        issued_on=timezone.localdate(paper.issued_at),
        sha256=paper.sha256,
        pdf_sha256=paper.pdf.file.sha256 if paper.pdf else "",
        void_since=timezone.localdate(paper.voided_at)
        if paper.state == PaperState.VOIDED and paper.voided_at
        else None,
        replaced_by=following.number if following else "",
    )
