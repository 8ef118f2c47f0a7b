"""The doors to papers and to their templates: whoever may see a case may see its papers."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.documents import kinds, lifecycle
from anwei.documents.kinds import Case, Kind
from anwei.documents.lifecycle import PaperState
from anwei.documents.models import Paper, PaperTemplate, Service

VIEW, ISSUE, TEMPLATES = "documents.view", "documents.issue", "documents.templates"


def ensure(user: User, permission: str) -> None:
    """403 for who may not do this at all."""
    if not may(user, permission):
        raise PermissionDenied


def case_for(user: User, subject: str, permission: str = VIEW) -> list[tuple[Kind, Case]]:
    """The kinds of paper of a case and the case itself, through the door of its own room."""
    found, key = kinds.about(subject)
    opened = [(kind, kind.case(user, key)) for kind in found]
    ensure(user, permission)
    return opened


def kind_for(user: User, subject: str, code: str) -> tuple[Kind, Case]:
    """One of them, for who issues papers."""
    for kind, case in case_for(user, subject, ISSUE):
        if kind.code == code:
            return kind, case
    raise Http404(_("There is no such kind of paper."))


def papers_of(user: User, subject: str) -> list[Paper]:
    """The papers of a case that its door was opened to: drafts only for who issues."""
    states = {*lifecycle.NUMBERED} | ({PaperState.DRAFT} if may(user, ISSUE) else set())
    return list(Paper.objects.filter(subject=subject, state__in=states))


def paper_for(user: User, pk: int, permission: str = VIEW) -> tuple[Paper, Kind, Case]:
    """The only door to a paper: 404 if the case is unseen or the draft another's, 403 if seen but not theirs to do."""
    paper = (
        Paper.objects.select_related("office", "replaces", "template", "word__file", "pdf__file")
        .filter(pk=pk)
        .first()
    )
    if paper is None or not may(user, VIEW):
        raise Http404(_("There is no such paper, or it is not yours to see."))
    kind = kinds.of(paper.kind)
    case = kind.case(user, kinds.about(paper.subject)[1])
    if paper.state not in lifecycle.NUMBERED and not may(user, ISSUE):
        raise Http404(_("There is no such paper, or it is not yours to see."))
    ensure(user, permission)
    return paper, kind, case


def service_for(user: User, pk: int) -> Service:
    """The door to a record of service: that of its paper, for who issues papers."""
    service = Service.objects.select_related("paper", "signature__file").filter(pk=pk).first()
    if service is None:
        raise Http404(_("There is no such record, or it is not yours to see."))
    paper_for(user, service.paper_id, ISSUE)
    return service


def template_for(user: User, pk: int) -> PaperTemplate:
    """The door to a version of a template."""
    ensure(user, TEMPLATES)
    template = PaperTemplate.objects.select_related("document__file").filter(pk=pk).first()
    if template is None:
        raise Http404(_("There is no such template."))
    return template


def moves(user: User, paper: Paper, case: Case) -> list[tuple[str, str]]:
    """Verbs open to this person, each with why it cannot be done now; empty: it can."""
    return [
        (move.verb, case.why_not if move.verb == "issue" else "")
        for move in lifecycle.open_moves(paper.state)
        if may(user, move.permission)
    ]
