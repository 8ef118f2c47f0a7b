"""The list of enterprises in the tree of units, with who of them has an account."""

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anwei.accounts import access
from anwei.accounts.models import Invitation, Unit, UnitKind, User
from anwei.lists.filters import Flag, UnitTree
from anwei.lists.spec import Column, Empty, ListSpec, Search

STATES = ((True, pgettext_lazy("unit", "in use")), (False, pgettext_lazy("unit", "closed")))
# Open accounts of the row's own people.
ACCOUNTS = User.objects.filter(unit=OuterRef("pk"), is_active=True).order_by()


def _enterprises(user: User) -> QuerySet[Unit]:
    accounts = ACCOUNTS.values("unit").annotate(number=Count("pk"), last=Max("last_login"))
    waiting = Invitation.objects.unanswered().filter(person__unit=OuterRef("pk"))
    found = access.visible_units(user).filter(kind=UnitKind.ENTERPRISE)
    return found.annotate(
        accounts=Coalesce(Subquery(accounts.values("number")), 0),
        seen=Subquery(accounts.values("last")),
        waiting=Exists(waiting),
    )


ENTERPRISES = ListSpec(
    key="enterprise-accounts",
    title=_("Enterprises and their accounts"),
    permission="accounts.view",
    model=Unit,
    base=_enterprises,
    address="enterprises",
    columns=(
        Column("name", _("Enterprise"), "name", sort=True, link=True),
        Column("code", _("Code"), "code", sort=True),
        Column("parent", _("Belongs to"), "parent__name", sort=True),
        Column("accounts", _("Accounts"), "accounts", kind="number"),
        Column("waiting", _("Open link"), "waiting", kind="flag"),
        Column("seen", _("Last signed in"), "seen", kind="moment"),
        Column(
            "state",
            _("State"),
            "active",
            kind="badge",
            choices=STATES,
            tones={True: "good", False: "neutral"},
        ),
        Column("short_name", _("Short name"), "short_name", default=False),
    ),
    default_sort="name",
    filters=(
        UnitTree("under", _("Belongs to"), path="pk"),
        Flag("with", _("With an account"), condition=lambda today: Q(Exists(ACCOUNTS))),
        Flag("without", _("Without an account"), condition=lambda today: ~Q(Exists(ACCOUNTS))),
        Flag("waiting", _("With an open link"), condition=lambda today: Q(waiting=True)),
        Flag("closed", _("Closed enterprises"), condition=lambda today: Q(active=False)),
    ),
    search=Search(paths=("name", "short_name", "code"), hint=_("Name or code")),
    row_address=lambda pk: reverse("accounts:unit", args=[pk]),
    empty=Empty(_("They come with the first ledger, or one by one from the page of their street.")),
    counted=lambda number: (
        ngettext("%(number)s enterprise", "%(number)s enterprises", number)
        % {"number": f"{number:,}"}
    ),
)
