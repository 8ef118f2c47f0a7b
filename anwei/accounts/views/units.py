"""Units: the tree, one unit with its posts and people. The list of enterprises stands in config."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anwei.accounts import access, forms, queries
from anwei.accounts.actions import appointing, placing
from anwei.accounts.models import Post, Tenure, Unit, UnitKind
from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.accounts.views.answers import form_page

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _address(unit: Unit) -> str:
    return reverse("accounts:unit", args=[unit.pk])


def _crumbs(request: HttpRequest, unit: Unit, *more: str) -> list[tuple[str, str]]:
    """From the tree down to this unit, for those who see the whole of it."""
    crumbs = [(_("Units"), reverse("accounts:units"))]
    if reach_of(request.user) == Reach.EVERYTHING:
        crumbs += [(str(over), _address(over)) for over in queries.above(unit)]
    return [*crumbs, (str(unit), _address(unit)), *((part, "") for part in more)]


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree; people who see only their own unit go straight to it."""
    access.ensure(request.user, "accounts.view")
    if reach_of(request.user) != Reach.EVERYTHING:
        if request.user.unit is None:
            raise PermissionDenied
        return redirect("accounts:unit", request.user.unit.pk)
    branches = queries.tree(access.visible_units(request.user))
    return render(
        request,
        "accounts/units.html",
        {"branches": branches, "may_manage": may(request.user, "accounts.manage")},
    )


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: what it is, who holds its posts, who works there, what stands below it."""
    shown = access.unit_for(request.user, pk)
    below = Unit.objects.filter(parent=shown)
    context = {
        "unit": shown,
        "crumbs": _crumbs(request, shown),
        "holdings": queries.holdings(shown, timezone.localdate()),
        "people": shown.people.order_by("-is_active", "role", "name"),
        "below": below.exclude(kind=UnitKind.ENTERPRISE).order_by("kind", "name"),
        "enterprises": Unit.objects.below(shown)
        .filter(kind=UnitKind.ENTERPRISE)
        .exclude(pk=shown.pk)
        .count(),
        "may_manage": may(request.user, "accounts.manage"),
    }
    return render(request, "accounts/unit.html", context)


@form_methods
def add_unit(request: HttpRequest) -> HttpResponse:
    """A new unit, below ?parent= or at the root."""
    access.ensure(request.user, "accounts.manage")
    key = request.GET.get("parent", "")
    parent = access.unit_for(request.user, int(key)) if key.isdecimal() and len(key) < 19 else None
    form = forms.UnitForm(
        request.POST or None,
        initial={"kind": UnitKind.ENTERPRISE if parent else UnitKind.DEPARTMENT},
    )

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "as_seen"}
        placing.add_unit(parent=parent, by=request.user, at=timezone.now(), **given)

    back = _address(parent) if parent else reverse("accounts:units")
    title = _("New unit below %(unit)s") % {"unit": parent} if parent else _("New unit")
    return form_page(request, form, act, title=title, back=back, done=_("The unit was added."))


@form_methods
def change_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is written about a unit."""
    shown = access.unit_for(request.user, pk, "accounts.manage")
    form = forms.UnitForm(request.POST or None, instance=shown)

    def act() -> None:
        placing.change_unit(shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    return form_page(
        request,
        form,
        act,
        title=_("Change unit"),
        back=_address(shown),
        done=_("The unit was changed."),
        crumbs=_crumbs(request, shown, _("Change unit")),
    )


@form_methods
def move_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a unit elsewhere in the tree."""
    shown = access.unit_for(request.user, pk, "accounts.manage")
    form = forms.MoveForm(request.POST or None, initial={"parent": shown.parent})

    def act() -> None:
        placing.move_unit(shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    text = _("Everything below the unit moves with it. Who sees what changes at once.")
    return form_page(
        request, form, act, title=_("Move unit"), back=_address(shown), done=_("The unit was moved."), button=_("Move"), text=text,
        crumbs=_crumbs(request, shown, _("Move unit")),
    )  # fmt: skip


@form_methods
def close_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a unit out of use."""
    shown = access.unit_for(request.user, pk, "accounts.manage")
    form = forms.Reason(request.POST or None)

    def act() -> None:
        placing.close_unit(shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    text = _("What the unit did stays on record. It can no longer be chosen for anything new.")
    return form_page(
        request, form, act, title=_("Close unit"), back=_address(shown), done=_("The unit was closed."), button=_("Close unit"), grave=True, text=text,
        crumbs=_crumbs(request, shown, _("Close unit")),
    )  # fmt: skip


@form_methods
def reopen_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a unit back into use."""
    shown = access.unit_for(request.user, pk, "accounts.manage")
    form = forms.Reason(request.POST or None)

    def act() -> None:
        placing.reopen_unit(shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    return form_page(
        request, form, act, title=_("Reopen unit"), back=_address(shown), done=_("The unit is in use again."), button=_("Reopen unit"),
        crumbs=_crumbs(request, shown, _("Reopen unit")),
    )  # fmt: skip


@form_methods
def add_post(request: HttpRequest, pk: int) -> HttpResponse:
    """A new post in a unit."""
    shown = access.unit_for(request.user, pk, "accounts.manage")
    form = forms.PostForm(request.POST or None)

    def act() -> None:
        appointing.add_post(unit=shown, by=request.user, at=timezone.now(), **form.cleaned_data)

    return form_page(
        request,
        form,
        act,
        title=_("New post"),
        back=_address(shown),
        done=_("The post was added."),
        crumbs=_crumbs(request, shown, _("New post")),
    )


@form_methods
def fill_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Someone takes up a post."""
    post = Post.objects.filter(pk=pk).first()
    if post is None:
        raise Http404
    shown = access.unit_for(request.user, post.unit_id, "accounts.manage")
    form = forms.FillForm(request.POST or None, unit=shown, initial={"since": timezone.localdate()})

    def act() -> None:
        person = form.cleaned_data["person"]
        name = person.name if person else form.cleaned_data["name"]
        appointing.fill_post(
            post=post,
            person=person,
            name=name,
            since=form.cleaned_data["since"],
            by=request.user,
            at=timezone.now(),
        )

    return form_page(
        request, form, act, title=_("Fill the post %(title)s") % {"title": post.title}, back=_address(shown), done=_("The post was filled."),
        crumbs=_crumbs(request, shown, post.title),
    )  # fmt: skip


@form_methods
def end_tenure(request: HttpRequest, pk: int) -> HttpResponse:
    """Someone leaves a post."""
    tenure = Tenure.objects.select_related("post").filter(pk=pk).first()
    if tenure is None:
        raise Http404
    shown = access.unit_for(request.user, tenure.post.unit_id, "accounts.manage")
    form = forms.EndForm(request.POST or None, today=timezone.localdate())

    def act() -> None:
        appointing.end_tenure(tenure, by=request.user, at=timezone.now(), **form.cleaned_data)

    title = _("%(name)s leaves the post %(title)s") % {
        "name": tenure.name,
        "title": tenure.post.title,
    }
    return form_page(
        request,
        form,
        act,
        title=title,
        back=_address(shown),
        done=_("The post is vacant from the next day."),
        crumbs=_crumbs(request, shown, tenure.post.title),
    )
