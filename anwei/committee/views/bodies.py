"""Bodies: who sits on them, how often they meet, and changes of a unit's representative."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anwei.accounts.permissions import may
from anwei.committee import access, forms, queries
from anwei.committee.actions import bodies as acts
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.models import Body, Member, Part, Replacement
from anwei.committee.models.body import SITTING_PARTS
from anwei.documents import actions as documents
from anwei.documents import serving
from anwei.standards import pack

RECENT = 12


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """Every body, its rhythm and its members in number."""
    access.ensure(request.user)
    today = timezone.localdate()
    found = Body.objects.select_related("unit", "office").order_by("-active", "pk")
    rows = [
        (body, queries.due_of(body, today), len(queries.members_on([body], today)))
        for body in found
    ]
    return render(
        request,
        "committee/bodies.html",
        {"rows": rows, "may_convene": may(request.user, access.CONVENE)},
    )


@require_GET
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: who sits on it today, its liaison officers, its meetings, changes asked for."""
    shown = access.body_for(request.user, pk)
    today = timezone.localdate()
    members = list(Member.objects.on(today).filter(body=shown).select_related("post__unit"))
    rank = {part: place for place, part in enumerate(Part)}
    members.sort(key=lambda member: (rank[Part(member.part)], member.pk))
    held = queries.holders([member.post_id for member in members], today)
    replacements = shown.replacements.visible_to(request.user)
    asked = list(
        replacements.select_related("leaving__post__unit", "post__unit", "decided_by")[:RECENT]
    )
    convenings = shown.convenings.filter(meeting__in=access.visible_meetings(request.user))
    context = {
        "body": shown,
        "due": queries.due_of(shown, today),
        "rule": pack.current().bodies.get(shown.kind),
        "members": [(member, held.get(member.post_id)) for member in members if member.part in SITTING_PARTS],
        "liaison": [(member, held.get(member.post_id)) for member in members if member.part == Part.LIAISON],
        "own": {member.pk for member in members if access.may_speak_for(request.user, member.post.unit)},
        "gone": shown.members.filter(until__lt=today).select_related("post__unit").order_by("-until")[:RECENT],
        "replacements": [(one, access.may_read_letter(request.user, one)) for one in asked],
        "decides": bool(may(request.user, "committee.preside") and queries.chairs_of([shown], request.user, timezone.now())),
        "meetings": convenings.select_related("meeting").order_by("-meeting__held_on", "-pk")[:RECENT],
        "may_convene": may(request.user, access.CONVENE),
        "today": today,
    }  # fmt: skip
    return render(request, "committee/body.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a unit a body; rhythm and quorum come from the rules of procedure in the pack."""
    access.ensure(request.user, access.CONVENE)
    form = forms.BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.found(**form.cleaned_data, by=request.user, at=timezone.now())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:body", pk=made.pk)
    context = {
        "form": form,
        "title": _("Make a unit a body"),
        "button": _("Save"),
        "back": "committee:bodies",
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rhythm, quorum, prefix of a body."""
    shown = access.body_for(request.user, pk, access.CONVENE)
    initial = {
        name: getattr(shown, name)
        for name in ("kind", "prefix", "meets", "quorum", "office", "active")
    }
    form = forms.BodyForm(request.POST or None, body=shown, initial=initial)
    return _made(
        request,
        shown,
        form,
        _("Change the body"),
        lambda data: acts.change_body(shown, by=request.user, at=timezone.now(), **data),
    )


@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat a post on the body."""
    shown = access.body_for(request.user, pk, access.CONVENE)
    form = forms.MemberForm(request.POST or None, initial={"since": timezone.localdate()})
    return _made(
        request,
        shown,
        form,
        _("Seat a post"),
        lambda data: acts.seat(shown, **data, by=request.user, at=timezone.now()),
    )


@require_http_methods(["GET", "POST"])
def unseat(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat."""
    member = _member(request, pk)
    access.ensure(request.user, access.CONVENE)
    form = forms.UnseatForm(request.POST or None, initial={"until": timezone.localdate()})
    return _made(
        request, member.body, form, _("End the seat"), lambda data: acts.unseat(member, until=data["until"], reason=data["reason"], by=request.user, at=timezone.now()), lead=member,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit writes that another post represents it; the office enters the letter of a unit without an account."""
    member = _member(request, pk)
    unit = member.post.unit
    if not access.may_speak_for(request.user, unit):
        raise PermissionDenied
    form = forms.ReplaceForm(request.POST or None, request.FILES or None, member=member)
    behalf = "" if access.own_unit(request.user, unit.path) else str(unit)

    def ask(data: dict[str, Any]) -> None:
        at = timezone.now()
        stored = [
            documents.store(file, by=request.user, at=at, purpose="committee.letters")
            for file in data["papers"][:1]
        ]
        acts.ask_replacement(
            member, post=data["post"], since=data["since"], letter_no=data["letter_no"], letter=stored[0] if stored else None,
            by=request.user, at=at, behalf=behalf,
        )  # fmt: skip

    return _made(
        request, member.body, form, _("Change of representative"), ask, lead=member, behalf=behalf
    )


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The director approves the change, or returns it with remarks."""
    access.ensure(request.user, "committee.preside")
    asked = (
        Replacement.objects.select_related("body__unit", "leaving__post__unit", "post__unit")
        .filter(pk=pk)
        .first()
    )
    if asked is None:
        raise Http404(_("There is no such change."))
    form = forms.DecideForm(request.POST or None)
    return _made(
        request, asked.body, form, _("Decide on the change of representative"),
        lambda data: acts.decide_replacement(asked, approved=data["decision"] == "yes", remark=data["reason"], by=request.user, at=timezone.now()),
        lead=f"{asked} · {asked.letter_no}",
    )  # fmt: skip


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter by which a change was asked for: for the unit itself, the office and who directs."""
    asked = (
        Replacement.objects.select_related("letter", "leaving__post__unit")
        .filter(pk=pk, letter__isnull=False)
        .first()
    )
    access.ensure(request.user)
    if asked is None or not access.may_read_letter(request.user, asked):
        raise Http404(_("There is no such file, or it is not yours to see."))
    return serving.respond(asked.letter)


def _member(request: HttpRequest, pk: int) -> Member:
    access.ensure(request.user)
    member = (
        Member.objects.select_related("body__unit", "post__unit").filter(pk=pk, until=None).first()
    )
    if member is None:
        raise Http404(_("There is no such seat, or it is not yours to see."))
    return member


def _made(
    request: HttpRequest,
    shown: Body,
    form: Any,
    title: str,
    make: Any,
    *,
    lead: object = "",
    behalf: str = "",
) -> HttpResponse:
    """The form of something that is done to a body; refused: said in words, nothing changed."""
    if request.method == "POST" and form.is_valid():
        try:
            make(form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:body", pk=shown.pk)
    context = {
        "form": form,
        "title": title,
        "lead": f"{shown}" + (f" · {lead}" if lead else ""),
        "button": _("Save"),
        "body": shown,
        "behalf": behalf,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)
