"""Pages of those who look after the channels: robots, test messages. The log of what was sent stands in config."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.messaging import access, channels, digests
from anwei.messaging.forms import ChannelForm
from anwei.messaging.models import Channel


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
    return redirect("messages")
