"""Pages that belong to no room: the way in, the answers to errors, what browsers and robots ask for."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from anwei.config import health
from anwei.config.nav import address_of

# Where a person begins the day: the first of these that a room answers to.
BEGINNINGS = ("hazards:my_work", "accounts:profile", "account_change_password")
# A role that begins elsewhere: a leader wants one page.
BEGINNING_OF = {"leader": "situation:page"}


@require_safe
def home(request: HttpRequest) -> HttpResponseRedirect:
    """To the work of the person signed in."""
    first = BEGINNING_OF.get(getattr(request.user, "role", ""), "")
    return redirect(next(filter(None, map(address_of, (first, *BEGINNINGS)))))


@login_not_required
@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For browsers that ask for the icon without reading the page."""
    return redirect(static("foundation/img/mark.svg"))


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Fit to serve: database reachable and migrated. A missing worker is told, and stops nobody."""
    parts = health.state_of(timezone.now())
    fit = parts["database"] == "ok" and parts.get("migrations") == "ok"
    return JsonResponse({"ready": fit, **parts}, status=200 if fit else 503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in words."""
    return render(request, "foundation/errors/400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 in words."""
    return render(request, "foundation/errors/403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in words; whether the thing exists is not said."""
    return render(request, "foundation/errors/404.html", status=404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 in words for a form whose token is missing or old: go back, nothing is lost."""
    return render(request, "foundation/errors/expired.html", status=403)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500 in words, without the database: that may be what is broken."""
    return render(None, "foundation/errors/500.html", status=500)
