"""The list of people with an account."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anwei.accounts import access
from anwei.accounts.models import User
from anwei.accounts.roles import ROLE_NAMES
from anwei.lists.filters import Choice, Flag, UnitTree
from anwei.lists.spec import Column, Empty, ListSpec, Search

STATES = ((True, pgettext_lazy("account", "open")), (False, pgettext_lazy("account", "closed")))

PEOPLE = ListSpec(
    key="people",
    title=_("People"),
    permission="accounts.view",
    model=User,
    base=access.visible_people,
    address="people",
    columns=(
        Column("name", pgettext_lazy("of a person", "Name"), "name", sort=True, link=True),
        Column("role", _("Role"), "role", choices=ROLE_NAMES, sort=True),
        Column("unit", _("Unit"), "unit__name", sort=True),
        Column("phone", _("Telephone"), "phone"),
        Column("seen", _("Last signed in"), "last_login", kind="moment", sort=True),
        Column(
            "state",
            _("Account"),
            "is_active",
            kind="badge",
            choices=STATES,
            tones={True: "good", False: "neutral"},
        ),
        Column("username", _("Username"), "username", default=False),
        Column("email", _("Mail address"), "email", default=False),
    ),
    default_sort="name",
    filters=(
        Choice("role", _("Role"), path="role", choices=ROLE_NAMES),
        UnitTree("unit", _("Unit"), path="unit"),
        Flag("open", _("Open accounts"), condition=lambda today: Q(is_active=True)),
        Flag("closed", _("Closed accounts"), condition=lambda today: Q(is_active=False)),
        Flag("never", _("Never signed in"), condition=lambda today: Q(last_login=None)),
    ),
    search=Search(
        paths=("name", "username", "email", "unit__name"), hint=_("Name, username or unit")
    ),
    row_address=lambda pk: reverse("accounts:person", args=[pk]),
    empty=Empty(
        _("Nobody of your unit has an account yet."),
        _("New person"),
        "accounts:add_person",
        "accounts.manage",
    ),
    counted=lambda number: (
        ngettext("%(number)s person", "%(number)s people", number) % {"number": f"{number:,}"}
    ),
)
