"""Two lists of a lower room's models, as a room would describe them, with their pages."""

from datetime import datetime

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import ngettext

from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.audit import trail
from anwei.lists.filters import Choice, Days, Flag, Text, UnitTree
from anwei.lists.pages import list_page, neighbours
from anwei.lists.spec import ActionForm, BulkAction, Column, Empty, ListSpec, Search


def visible_units(user: User) -> QuerySet[Unit]:
    """Everything for those who reach everything, else the own unit and what is below."""
    if reach_of(user) == Reach.EVERYTHING:
        return Unit.objects.all()
    return Unit.objects.below(user.unit) if user.unit else Unit.objects.none()


def words(number: int) -> str:
    return ngettext("%(n)s unit", "%(n)s units", number) % {"n": f"{number:,}"}


class StreetsStay(Exception):
    """A street cannot be closed."""


class CloseForm(ActionForm):
    """Why."""

    reason = forms.CharField(max_length=40)


def close(unit: Unit, *, by: User, at: datetime, values: dict) -> None:
    if unit.kind == UnitKind.STREET:
        raise StreetsStay(f"{unit} is a street and stays.")
    Unit.objects.filter(pk=unit.pk).update(active=False)
    trail.record("accounts.unit_closed", unit, by=by, at=at, reason=values["reason"])


UNITS = ListSpec(
    key="units",
    title="Units",
    permission="lists.use",
    model=Unit,
    base=visible_units,
    address="units",
    columns=(
        Column("name", "Name", "name", sort=True, link=True),
        Column("code", "Code", "code", sort=True),
        Column(
            "kind",
            "Kind",
            "kind",
            kind="badge",
            choices=UnitKind.choices,
            tones={"street": "info"},
            sort=True,
        ),
        Column("parent", "Above", "parent__name", sort=True),
        Column(
            "both",
            "Both",
            ("name", "code"),
            show=lambda name, code: f"{name} ({code or '–'})",
            default=False,
        ),
        Column("whole", "Whole", lambda unit: unit.short_name or unit.name, default=False),
        Column("secret", "Path", "path", permission="accounts.manage", default=False),
    ),
    default_sort="name",
    filters=(
        Choice("kind", "Kind", path="kind", choices=UnitKind.choices),
        Flag("enforcing", "With enforcement power", condition=lambda today: Q(enforcing=True)),
        UnitTree("unit", "Unit", path="pk"),
        Text("called", "Called", paths=("name", "code")),
    ),
    search=Search(paths=("name", "short_name", "code")),
    row_address=lambda pk: f"/units/{pk}/",
    empty=Empty("Units are added by the administrator."),
    counted=words,
    related=("parent",),
    actions=(
        BulkAction(
            "close",
            "Close",
            "accounts.manage",
            apply=close,
            form=CloseForm,
            refusals=(StreetsStay,),
            refusal=lambda unit, user: "a street" if unit.kind == UnitKind.STREET else None,
            explain="Each unit is closed.",
        ),
    ),
)


def people_seen(user: User) -> QuerySet[User]:
    return User.objects.all()


PEOPLE = ListSpec(
    key="people",
    title="People",
    permission="audit.view",
    model=User,
    base=people_seen,
    address="people",
    columns=(
        Column("username", "Account", "username", sort=True, link=True),
        Column("name", "Name", "name", sort=True),
        Column("role", "Role", "role", sort=True),
        Column("unit", "Unit", "unit__name", sort=True),
        Column("joined", "Joined", "date_joined", kind="moment", sort=True),
        Column("seen", "Last seen", "last_login", kind="moment", sort=True),
        Column("active", "Active", "is_active", kind="flag"),
    ),
    default_sort="-seen",
    filters=(
        Days("joined", "Joined", path="date_joined", moment=True),
        UnitTree("unit", "Unit", path="unit"),
    ),
    search=Search(paths=("name", "username")),
    changed_at="date_joined",
    actions=(BulkAction("greet", "Greet", "accounts.manage", apply=lambda row, **given: None),),
)


def units_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, UNITS)


def people_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, PEOPLE)


def unit_page(request: HttpRequest, pk: int) -> HttpResponse:
    beside = neighbours(UNITS, request, pk)
    return HttpResponse(f"{beside.previous}\n{beside.next}\n{beside.back}")


urlpatterns = [
    path("units/", units_page, name="units"),
    path("people/", people_page, name="people"),
    path("units/<int:pk>/", unit_page, name="unit"),
    path("", include("anwei.config.urls")),
]
