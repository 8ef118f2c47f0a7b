"""Papers read in: a file becomes a draft, and a person confirms what it becomes."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.accounts.permissions import may
from anwei.committee import access, draft_forms, forms, found
from anwei.committee.actions import drafting
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.drafting import Order
from anwei.committee.addressing import Addressees, bodies_meant
from anwei.committee.models import Body, Directive, Draft, Task
from anwei.committee.reading import marking
from anwei.committee.views import timeline
from anwei.documents import serving
from anwei.documents.content import UploadRefused
from anwei.hazards.queries import names_of

# Drafts shown at once: those to be looked at, and the newest that somebody decided on.
NEWEST = 30


def _draft(request: HttpRequest, pk: int) -> Draft:
    """The door to a draft: it is the office's own."""
    _ensure(request)
    drafts = Draft.objects.select_related("document__file", "meeting", "directive")
    draft = drafts.filter(pk=pk).first()
    if draft is None:
        raise Http404(_("There is no such draft."))
    return draft


def _ensure(request: HttpRequest) -> None:
    """Who reads papers in convenes meetings and hands out tasks."""
    access.ensure(request.user, access.CONVENE)
    access.ensure(request.user, "committee.task")


@require_http_methods(["GET", "POST"])
def read_in(request: HttpRequest) -> HttpResponse:
    """A file or pasted text in; drafts that wait for a person."""
    _ensure(request)
    sent = request.method == "POST"
    form = draft_forms.ReadForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        said = form.cleaned_data
        try:
            draft = drafting.keep(said["upload"], said["text"], by=request.user, at=timezone.now())
        except UploadRefused as refusal:
            form.add_error("paper", str(refusal))
        else:
            return redirect("committee:draft", pk=draft.pk)
    drafts = Draft.objects.select_related("document", "meeting", "directive")
    waiting = list(drafts.filter(state=Draft.State.OPEN)[:NEWEST])
    decided = list(drafts.exclude(state=Draft.State.OPEN).order_by("-decided_at")[:NEWEST])
    names = names_of(draft.recorded_by for draft in [*waiting, *decided])
    context = {
        "form": form,
        "waiting": [(draft, names.get(draft.recorded_by, "")) for draft in waiting],
        "decided": [(draft, names.get(draft.recorded_by, "")) for draft in decided],
    }
    return render(request, "committee/read.html", context, status=422 if form.errors else 200)


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it was sent."""
    return serving.respond(_draft(request, pk).document)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper with its facts marked, and beside it what it becomes once a person confirms it."""
    shown = _draft(request, pk)
    if shown.state != Draft.State.OPEN:
        return render(request, "committee/draft.html", _paper(shown))
    wanted = request.GET.get("as") or shown.reading["kind"]
    desk = _Directive(request, shown) if wanted == "directive" else _Meeting(request, shown)
    if request.method == "POST" and desk.is_valid():
        try:
            return desk.confirm()
        except MoveRefused as refusal:
            desk.sheet.add_error(None, str(refusal))
    context = _paper(shown) | desk.context() | {"faults": desk.faults()}
    return render(
        request, "committee/draft.html", context, status=422 if context["faults"] else 200
    )


def _paper(shown: Draft) -> dict[str, Any]:
    """What both kinds of draft show."""
    groups = found.groups_of(shown.reading)
    names = {fact.key: fact.label for group in groups for fact in group.facts}
    lines = marking.lines_of(shown.text, shown.reading)
    return {
        "draft": shown,
        "said": shown.reading,
        "lines": [
            [(piece, [(key, names[key]) for key in piece.facts]) for piece in line]
            for line in lines
        ],
        "groups": groups,
        "events": timeline.of(shown),
    }


class _Desk:
    """The forms of one draft: a sheet, and a form for each of the paper's demands."""

    sheet: Any
    word = ""

    def __init__(self, request: HttpRequest, shown: Draft, bodies: Sequence[Body]) -> None:
        self.request, self.draft = request, shown
        self.today = timezone.localdate()
        self.given = request.POST if request.method == "POST" else None
        said = shown.reading
        day = parse_date(said["date"] or "") or self.today
        self.addressees = Addressees(bodies, day)
        self.demands: BaseFormSet[Any] = draft_forms.DemandForms(
            self.given,
            prefix="demands",
            initial=draft_forms.demands_initial(said, self.addressees),
            form_kwargs={"addressees": self.addressees, "today": self.today},
        )

    def is_valid(self) -> bool:
        """Whether everything on the page can be taken; every fault is told at once."""
        # All of them are asked, not only those before the first that is not.
        valid = [form.is_valid() for form in self.parts()]
        return all(valid)

    def parts(self) -> list[Any]:
        """Everything that is filled in."""
        return [self.sheet, self.demands]

    def orders(self) -> list[Order | None]:
        """For every demand of the paper the task it becomes, or None."""
        return [form.order() for form in self.demands]

    def faults(self) -> bool:
        """Whether something was refused."""
        return self.given is not None

    def context(self) -> dict[str, Any]:
        """What the page draws."""
        said = self.draft.reading["requirements"]
        return {
            "sheet": self.sheet,
            "demand_forms": self.demands,
            "demands": list(zip(said, self.demands, strict=False)),
            "word": self.word,
            "today": self.today,
        }


class _Meeting(_Desk):
    """A draft of a meeting."""

    word = "meeting"

    def __init__(self, request: HttpRequest, shown: Draft) -> None:
        self.bodies = list(Body.objects.filter(active=True).select_related("unit"))
        said = shown.reading
        super().__init__(request, shown, [one.body for one in bodies_meant(said, self.bodies)])
        source = " · ".join(filter(None, (said["issued_by"], shown.document.name)))
        initial = draft_forms.meeting_initial(said, self.bodies, source, found.topic_of(said))
        self.sheet = draft_forms.MeetingSheet(self.given, bodies=self.bodies, initial=initial)
        self.people = forms.PeopleForms(
            self.given,
            prefix="people",
            initial=[
                {"role": one["part"], "name": one["name"] or "", "post": (one["post"] or "")[:300]}
                for one in said["people"]
            ],
        )

    def parts(self) -> list[Any]:
        return [*super().parts(), self.people]

    def context(self) -> dict[str, Any]:
        return super().context() | {"people": self.people}

    def confirm(self) -> HttpResponse:
        """Enter the meeting, and show it."""
        people = [
            (said["role"], said["name"], said["post"])
            for said in (form.cleaned_data for form in self.people)
            if said.get("role")
        ]
        made = drafting.confirm_meeting(
            self.draft,
            self.sheet.record(people),
            self.orders(),
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        return redirect("committee:meeting", number=made.number)


class _Directive(_Desk):
    """A draft of a directive."""

    word = "directive"

    def __init__(self, request: HttpRequest, shown: Draft) -> None:
        super().__init__(request, shown, list(Body.objects.filter(active=True)))
        said = shown.reading
        initial = {
            "title": (said["title"] or "")[:300],
            "number": (said["document_number"] or "")[:120],
            "issuer": (said["issued_by"] or "")[:200],
            "issued_on": said.get("dated"),
            "received_on": self.today,
        }
        self.sheet = draft_forms.DirectiveSheet(self.given, initial=initial)

    def confirm(self) -> HttpResponse:
        """Enter the directive, and show it."""
        made = drafting.confirm_directive(
            self.draft,
            self.sheet.sheet(),
            self.orders(),
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        return redirect("committee:directive", pk=made.pk)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper becomes nothing."""
    shown = _draft(request, pk)
    try:
        drafting.drop(shown, by=request.user, at=timezone.now())
    except MoveRefused as refusal:
        context = _paper(shown) | {"refusal": str(refusal)}
        return render(request, "committee/draft.html", context, status=409)
    return redirect("committee:read")


def _directive(request: HttpRequest, pk: int) -> Directive:
    """The door to a directive: 404 if unseen."""
    directives = Directive.objects.visible_to(request.user).select_related("document__file")
    shown = directives.filter(pk=pk).first()
    if shown is None or not may(request.user, access.VIEW):
        raise Http404(_("There is no such directive, or it is not yours to see."))
    return shown


@require_GET
def directive(request: HttpRequest, pk: int) -> HttpResponse:
    """A directive with its points and the tasks they became."""
    shown = _directive(request, pk)
    seen = Task.objects.visible_to(request.user).select_related("unit").order_by("pk")
    said = shown.points.prefetch_related(Prefetch("tasks", seen))
    points = [(point, list(point.tasks.all())) for point in said]
    context = {
        "directive": shown,
        "points": points,
        "today": timezone.localdate(),
        "events": timeline.of(shown),
    }
    return render(request, "committee/directive.html", context)


@require_GET
def directive_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The directive as it came."""
    return serving.respond(_directive(request, pk).document)
