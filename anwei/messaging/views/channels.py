"""Pages of those who look after the channels: robots, test messages, the log."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.foundation.keys import key_of
from anwei.messaging import access, channels, digests
from anwei.messaging.forms import ChannelForm
from anwei.messaging.models import Channel, Delivery, Medium, Outcome

PAGE = 50


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Notices"), reverse("messaging:inbox")), *more]


@require_GET
def all_channels(request: HttpRequest) -> HttpResponse:
    """The robots, and whether mail goes out at all."""
    access.must_manage(request.user)
    context = {
        "channels": Channel.objects.select_related("unit"),
        "mails": digests.mails(),
        "crumbs": _crumbs((_("Channels"), "")),
    }
    return render(request, "messaging/channels.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a robot."""
    access.must_manage(request.user)
    return _form(request, Channel(), channels.add)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a robot, or take it out of use."""
    return _form(request, access.channel_for(request.user, pk), channels.change)


def _form(request: HttpRequest, channel: Channel, save: Callable[..., Channel]) -> HttpResponse:
    form = ChannelForm(request.POST or None, instance=channel)
    if request.method == "POST" and form.is_valid():
        save(form.instance, by=request.user, at=timezone.now())
        messages.success(request, _("Saved. Send a test message to see whether it arrives."))
        return redirect("messaging:channels")
    parent = (_("Channels"), reverse("messaging:channels"))
    title = channel.name if channel.pk else _("Add a channel")
    context = {"form": form, "title": title, "crumbs": _crumbs(parent, (title, ""))}
    status = 422 if form.errors else 200
    return render(request, "messaging/channel.html", context, status=status)


@require_POST
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message; the log says what became of it."""
    channel = access.channel_for(request.user, pk)
    channels.send_test(channel, by=request.user, at=timezone.now())
    messages.info(
        request, _("The test message is on its way; its outcome stands below in a moment.")
    )
    return redirect("messaging:log")


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What left the house, newest first, with its outcome."""
    access.must_manage(request.user)
    found = Delivery.objects.select_related("person", "channel").defer("text")
    outcome = request.GET.get("outcome", "")
    if outcome in Outcome.values:
        found = found.filter(outcome=outcome)
    if (before := key_of(request.GET.get("before", ""))) is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    on_its_way = any(row.outcome in {Outcome.WAITING, Outcome.SENDING} for row in rows[:3])
    context = {
        "rows": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "outcome": outcome,
        "tabs": _tabs(outcome),
        "on_its_way": on_its_way and not before,
        "robots": Medium.values[2:],
        "crumbs": _crumbs((_("Channels"), reverse("messaging:channels")), (_("Log"), "")),
    }
    page = "messaging/log.html#rows" if request.htmx else "messaging/log.html"
    return render(request, page, context)


def _tabs(outcome: str) -> list[dict]:
    choices = [("", _("All messages")), *Outcome.choices]
    return [
        {"label": label, "address": f"?outcome={value}", "current": value == outcome}
        for value, label in choices
    ]


@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message again that failed or of which nobody knows."""
    message = access.delivery_for(request.user, pk)
    try:
        channels.repeat(message, by=request.user, at=timezone.now())
    except channels.CannotRepeat as refusal:
        messages.warning(request, str(refusal))
    return redirect("messaging:log")
