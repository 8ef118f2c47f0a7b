"""One person, an account's life, invitations. The lists of them stand in config."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anwei.accounts import access, forms, invitations, queries
from anwei.accounts.actions import changing, enrolling, inviting, signing
from anwei.accounts.models import Invitation, Unit, User
from anwei.accounts.permissions import may
from anwei.accounts.views.answers import act_and_return, form_page

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _address(person: User) -> str:
    return reverse("accounts:person", args=[person.pk])


def _crumbs(person: User, *more: str) -> list[tuple[str, str]]:
    return [
        (_("People"), reverse("people")),
        (str(person), _address(person)),
        *((part, "") for part in more),
    ]


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's account, posts and standing."""
    shown = access.person_for(request.user, pk)
    at = timezone.now()
    may_manage = may(request.user, "accounts.manage") and changing.may_appoint(
        request.user, shown.role
    )
    context = {
        "person": shown,
        "crumbs": _crumbs(shown),
        "tenures": queries.tenures_of(shown),
        "factors": queries.factors_of(shown),
        "invitation": queries.open_invitation(shown, at),
        "locked": may_manage and queries.is_locked(shown, at),
        "has_password": shown.has_usable_password(),
        "may_manage": may_manage,
        "is_self": shown == request.user,
    }
    return render(request, "accounts/person.html", context)


@form_methods
def add_person(request: HttpRequest) -> HttpResponse:
    """A new account; ?unit= proposes where."""
    access.ensure(request.user, "accounts.manage")
    key = request.GET.get("unit", "")
    unit = access.unit_for(request.user, int(key)) if key.isdecimal() and len(key) < 19 else None
    initial = {"unit": unit, "role": _usual_role(unit)}
    form = forms.PersonForm(request.POST or None, by=request.user, initial=initial)
    made: list[User] = []

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "as_seen"}
        made.append(enrolling.add_user(by=request.user, at=timezone.now(), **given))

    back = reverse("accounts:unit", args=[unit.pk]) if unit else reverse("people")
    text = _("The person sets the password with a link that you make on the next page.")
    answer = form_page(
        request,
        form,
        act,
        title=_("New person"),
        back=back,
        done=_("The account was added. Now make the link for signing in."),
        text=text,
    )
    return redirect(_address(made[0])) if made else answer


def _usual_role(unit: Unit | None) -> str:
    return {
        "street": "street",
        "community": "street",
        "enterprise": "enterprise",
        "office": "clerk",
        "committee": "leader",
        "experts": "expert",
    }.get(unit.kind if unit else "", "officer")


@form_methods
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an account: name, role, unit, address."""
    shown = access.person_for(request.user, pk, "accounts.manage")
    form = forms.PersonForm(request.POST or None, by=request.user, person=shown)

    def act() -> None:
        enrolling.change_user(shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    text = _("A new role or unit works from the next page the person opens.")
    return form_page(
        request, form, act, title=_("Change account"), back=_address(shown), done=_("The account was changed."), text=text,
        crumbs=_crumbs(shown, _("Change account")),
    )  # fmt: skip


@form_methods
def close_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    shown = access.person_for(request.user, pk, "accounts.manage")
    form = forms.Reason(request.POST or None)

    def act() -> None:
        enrolling.close_user(shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    text = _("The person is signed out everywhere at once. What they did stays on record.")
    return form_page(
        request, form, act, title=_("Close account"), back=_address(shown), done=_("The account was closed."), button=_("Close account"), grave=True,
        text=text, crumbs=_crumbs(shown, _("Close account")),
    )  # fmt: skip


@form_methods
def reopen_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    shown = access.person_for(request.user, pk, "accounts.manage")
    form = forms.Reason(request.POST or None)

    def act() -> None:
        enrolling.reopen_user(shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    return form_page(
        request, form, act, title=_("Reopen account"), back=_address(shown), done=_("The account is open again."), button=_("Reopen account"),
        crumbs=_crumbs(shown, _("Reopen account")),
    )  # fmt: skip


@form_methods
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Someone lost telephone and recovery codes."""
    shown = access.person_for(request.user, pk, "accounts.manage")
    form = forms.Reason(request.POST or None)

    def act() -> None:
        signing.reset_second_factor(shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    text = _(
        "Make sure by another way that it is really this person who asks. They are signed out everywhere and sign in with the password alone."
    )
    return form_page(
        request, form, act, title=_("Take away the second factor"), back=_address(shown), done=_("The second factor was taken away."),
        button=_("Take away"), grave=True, text=text, crumbs=_crumbs(shown, _("Take away the second factor")),
    )  # fmt: skip


@require_POST
def unlock_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the lock-out after too many wrong tries."""
    shown = access.person_for(request.user, pk, "accounts.manage")
    return act_and_return(
        request,
        lambda: signing.unlock_user(shown, by=request.user, at=timezone.now()),
        back=_address(shown),
        done=_("The account may be tried again."),
    )


@never_cache
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link and show it, once: to copy, to print, by mail."""
    shown = access.person_for(request.user, pk, "accounts.manage")
    try:
        invitation, token = inviting.invite(
            shown,
            by=request.user,
            at=timezone.now(),
            reason=request.POST.get("reason", "").strip()[:500],
        )
    except changing.NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(shown))
    link = invitations.link(request, token)
    mailed = bool(request.POST.get("mail")) and invitations.mail(shown, link, invitation)
    context = {
        "person": shown,
        "link": link,
        "code": invitations.drawing(link),
        "invitation": invitation,
        "mailed": mailed,
        "back": _address(shown),
    }
    return render(request, "accounts/invitation_made.html", context)


@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link worthless."""
    access.ensure(request.user, "accounts.manage")
    invitation = Invitation.objects.select_related("person").filter(pk=pk).first()
    if invitation is None:
        raise Http404
    return act_and_return(
        request,
        lambda: inviting.withdraw_invitation(invitation, by=request.user, at=timezone.now()),
        back=_address(invitation.person),
        done=_("The link was withdrawn."),
    )
