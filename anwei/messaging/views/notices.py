"""Pages of notices: the bell, the inbox, what one wants."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.accounts.permissions import may
from anwei.foundation.keys import key_of
from anwei.messaging import access, actions, queries
from anwei.messaging.forms import PreferenceForm
from anwei.messaging.models import Notice

PAGE = 30
SHOWS = ("unread", "to_do", "all")


@require_GET
@never_cache
def bell(request: HttpRequest) -> HttpResponse:
    """The number on the bell; nothing when everything is read."""
    count = queries.unread_count(request.user)
    text = f"{queries.MANY - 1}+" if count >= queries.MANY else str(count or "")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's notices: unread, to do, all."""
    access.must_use(request.user)
    show = request.GET.get("show", "unread")
    show = show if show in SHOWS else "unread"
    found = queries.inbox(request.user, show)
    if (before := key_of(request.GET.get("before", ""))) is not None:
        found = found.filter(pk__lt=before)
    above, found = queries.set_above(found, show)
    notices = list(found[: PAGE + 1])
    above = [] if before is not None else list(above[:PAGE])
    muted = queries.muted_by(request.user)
    for notice in [*above, *notices]:
        notice.muted = notice.about in muted
    newest = Notice.objects.filter(recipient=request.user).first()
    context = {
        "notices": [*above, *notices[:PAGE]],
        "older": notices[PAGE - 1].pk if len(notices) > PAGE else None,
        "newest": newest.pk if newest else 0,
        "show": show,
        "tabs": _tabs(request, show),
        "today": timezone.localdate(),
        "manages": may(request.user, "messaging.manage"),
    }
    return render(request, "messaging/inbox.html", context)


def _tabs(request: HttpRequest, show: str) -> list[dict]:
    counts = {
        "unread": queries.unread_count(request.user),
        "to_do": queries.inbox(request.user, "to_do")[: queries.MANY].count(),
    }
    labels = {"unread": _("Unread"), "to_do": _("To do"), "all": _("All notices")}
    return [
        {
            "label": labels[name],
            "address": f"?show={name}",
            "current": name == show,
            "count": counts.get(name),
        }
        for name in SHOWS
    ]


@require_GET
@never_cache
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what the notice is about; it is read then."""
    notice = access.notice_for(request.user, pk)
    actions.read(notice, at=timezone.now())
    return redirect(notice.url or "messaging:inbox")


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read."""
    actions.read(access.notice_for(request.user, pk), at=timezone.now())
    return _back(request)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything shown as read; what came since stays."""
    access.must_use(request.user)
    number = key_of(request.POST.get("up_to", "")) or 0
    count = actions.read_all(by=request.user, at=timezone.now(), up_to=number)
    words = ngettext("%d notice marked as read.", "%d notices marked as read.", count) % count
    messages.success(request, words)
    return _back(request)


@require_POST
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """No more news of what this notice is about."""
    notice = access.notice_for(request.user, pk)
    actions.mute(notice.about, by=request.user, at=timezone.now())
    words = _("You will hear no more news of this; what you have to do is still told.")
    messages.success(request, words)
    return _back(request)


@require_POST
def unmute(request: HttpRequest, pk: int) -> HttpResponse:
    """News of it again."""
    notice = access.notice_for(request.user, pk)
    actions.unmute(notice.about, by=request.user, at=timezone.now())
    messages.success(request, _("You will hear news of this again."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    show = request.POST.get("show", "")
    query = f"?show={show}" if show in SHOWS else ""
    return redirect(f"{reverse('messaging:inbox')}{query}")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants to be told outside the application."""
    access.must_use(request.user)
    now = timezone.now()
    form = PreferenceForm(
        request.POST or None, instance=actions.preference_of(request.user, at=now)
    )
    if request.method == "POST" and form.is_valid():
        actions.prefer(form.instance, by=request.user, at=now)
        messages.success(request, _("Saved."))
        return redirect("messaging:preferences")
    context = {
        "form": form,
        "crumbs": [(_("Notices"), reverse("messaging:inbox")), (_("How to be told"), "")],
    }
    status = 422 if form.errors else 200
    return render(request, "messaging/preferences.html", context, status=status)
