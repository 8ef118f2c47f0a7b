"""The pages of the trail. The trail is read here; nothing on it can be changed."""

import gzip
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anwei.accounts.permissions import may
from anwei.audit import actions, handing, queries, trail
from anwei.audit import export as exporting
from anwei.audit.faults import Remark
from anwei.audit.forms import Period, Receiver
from anwei.config.pages import naming
from anwei.config.pages.trail import words
from anwei.config.pages.trail.lists import ENTRIES, in_words
from anwei.jobs.actions import enqueue
from anwei.jobs.queries import visible_to
from anwei.lists.pages import list_page, neighbours

HEADS = 62


def _ask(request: HttpRequest, permission: str) -> None:
    if not may(request.user, permission):
        raise PermissionDenied


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The list of entries, newest first."""
    return list_page(request, ENTRIES, template="audit/entries.html", extra=_standing())


def _standing() -> dict:
    """Where the chain stands: on top of both pages."""
    return {"unsealed": queries.unsealed_count(), "last": queries.last_seal()}


@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry: was and now side by side, its seal, and whether it still is what was sealed."""
    _ask(request, "audit.view")
    found = in_words().filter(id=number).first()
    if found is None:
        raise Http404
    row = queries.row_of(found)
    context = {
        "row": row,
        "what": words.told(row.action),
        "about": words.of_subject(row.subject, found.called, found.was, found.now),
        "case": found.called if row.subject.startswith("hazards.hazard:") else "",
        "actor": naming.names([row.actor]).get(row.actor, row.actor),
        "sealed": queries.seal_of(found),
        "beside": neighbours(ENTRIES, request, found.pk),
    }
    return render(request, "audit/entry.html", context)


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """Where the chain stands, the signed heads, and what can be handed outside."""
    _ask(request, "audit.view")
    checked, head = queries.last_of("audit.verified"), queries.last_head()
    context = {
        "heads": queries.heads()[:HEADS],
        "keys": queries.signing_keys(),
        "job": visible_to(request.user).filter(kind="audit.verify").order_by("-id").first(),
        "checked": checked,
        "fault": checked and checked.now["code"] and _in_words(checked.now),
        "period": Period(),
        "receiver": Receiver(initial={"day": head and head.day}),
        "may_export": may(request.user, "audit.export"),
        **_standing(),
    }
    return render(request, "audit/heads.html", context)


def _in_words(outcome: dict) -> str:
    """The first fault of a check, in the reader's language."""
    return _(Remark(outcome["code"]).words) % outcome["facts"]


def _head(request: HttpRequest, day: str):
    """The signed head of a day; 404 where there is none."""
    _ask(request, "audit.view")
    try:
        head = queries.head_of(date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    if head is None:
        raise Http404
    return head


def _download(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def head_file(request: HttpRequest, day: str) -> HttpResponse:
    """The head as a file to keep outside."""
    head = _head(request, day)
    return _download(handing.head_file(head), handing.file_name(head))


@require_safe
def head_sheet(request: HttpRequest, day: str) -> HttpResponse:
    """The head on one page of paper, with its QR code."""
    head = _head(request, day)
    context = {
        "head": head,
        "back": reverse("audit:heads"),
        "statement": json.loads(head.statement),
        "hash": handing.grouped(head.seal_hash),
        "key": handing.grouped(head.key_name),
        "code": handing.head_code(head),
    }
    return render(request, "audit/head_sheet.html", context)


@require_POST
def mail_head(request: HttpRequest) -> HttpResponse:
    """Mail the head of a day to an address outside, in a job."""
    _ask(request, "audit.export")
    form = Receiver(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    day, to = form.cleaned_data["day"], form.cleaned_data["to"]
    if queries.head_of(day) is None:
        messages.error(request, _("There is no signed head of %(day)s.") % {"day": day})
        return redirect("audit:heads")
    payload = {"day": str(day), "to": [to], "by": trail.name_of(request.user)}
    title = _("Mail the head of %(day)s") % {"day": day}
    enqueue("audit.hand_out", by=request.user, at=timezone.now(), payload=payload, title=title)
    messages.success(request, _("The head of %(day)s is on its way.") % {"day": day})
    return redirect("audit:heads")


def _refused(request: HttpRequest, form: Form) -> HttpResponse:
    """Back to the page, with what was wrong in words."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return redirect("audit:heads")


@require_safe
def key_file(request: HttpRequest) -> HttpResponse:
    """All public keys that ever signed, to be kept outside."""
    _ask(request, "audit.view")
    keys = [{"name": key.name, "public": key.public} for key in queries.signing_keys()]
    return _download(
        json.dumps({"algorithm": "Ed25519", "keys": keys}, indent=1), "anwei-trail-keys.json"
    )


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Check the whole trail in a job; one at a time."""
    _ask(request, "audit.view")
    payload = {"by": trail.name_of(request.user)}
    title = _("Check the trail")
    enqueue(
        "audit.verify",
        by=request.user,
        at=timezone.now(),
        payload=payload,
        title=title,
        key="audit.verify",
    )
    return redirect("audit:heads")


@require_POST
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The trail as a packed file, written while it is read; that it was taken out is recorded."""
    _ask(request, "audit.export")
    form = Period(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    at, span = timezone.now(), exporting.span(**form.cleaned_data)
    with transaction.atomic():
        actions.note_export(span, by=request.user, at=at)
    response = StreamingHttpResponse(
        _packed(exporting.lines(span, at=at)), content_type="application/gzip"
    )
    name = f"anwei-trail-{timezone.localdate(at)}.jsonl.gz"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines as a gzip stream, in pieces of about 64 KiB."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=6) as packed:
        for line in lines:
            packed.write(line + b"\n")
            if buffer.tell() > 65_536:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()
