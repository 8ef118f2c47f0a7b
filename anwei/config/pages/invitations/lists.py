"""The list of open links: made, and neither used nor withdrawn."""

from datetime import datetime

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anwei.accounts import access
from anwei.accounts.actions import changing, inviting
from anwei.accounts.models import Invitation, User
from anwei.accounts.roles import ROLE_NAMES
from anwei.config.pages import naming
from anwei.lists.filters import Choice, Days, Flag, UnitTree
from anwei.lists.spec import BulkAction, Column, Empty, ListSpec, Search

OVER = Q(expires_at__lte=Now())
STATES = (("works", pgettext_lazy("link", "works")), ("over", pgettext_lazy("link", "over")))


def _links(user: User):
    links = access.visible_invitations(user).annotate(
        state=Case(When(OVER, then=Value("over")), default=Value("works"))
    )
    return naming.with_who(links, "made_by")


def _withdraw(link: Invitation, *, by: User, at: datetime, values: dict) -> None:
    inviting.withdraw_invitation(link, by=by, at=at)


def _refusal(link: Invitation, user: User) -> str | None:
    try:
        changing.check_hold(link.person, user)
    except changing.NotAllowed as refusal:
        return str(refusal)
    return None


INVITATIONS = ListSpec(
    key="invitations",
    title=_("Open links"),
    permission="accounts.manage",
    model=Invitation,
    base=_links,
    address="invitations",
    columns=(
        Column("name", pgettext_lazy("of a person", "Name"), "person__name", sort=True, link=True),
        Column("role", _("Role"), "person__role", choices=ROLE_NAMES, sort=True),
        Column("unit", _("Unit"), "person__unit__name", sort=True),
        Column("made", _("Made"), "made_at", kind="moment", sort=True),
        Column("until", _("Works until"), "expires_at", kind="moment", sort=True),
        Column(
            "state",
            _("State"),
            "state",
            kind="badge",
            choices=STATES,
            tones={"works": "good", "over": "warn"},
        ),
        Column("by", _("Made by"), "who", personal=True, default=False),
    ),
    default_sort="-made",
    filters=(
        Choice("role", _("Role"), path="person__role", choices=ROLE_NAMES),
        UnitTree("unit", _("Unit"), path="person__unit"),
        Flag("over", _("Links whose time is over"), condition=lambda today: OVER),
        Days("made", _("Made"), path="made_at", moment=True),
    ),
    search=Search(
        paths=("person__name", "person__username", "person__unit__name"),
        hint=_("Name, username or unit"),
    ),
    row_address=lambda person: reverse("accounts:person", args=[person]),
    row_key="person_id",
    related=("person",),
    actions=(
        BulkAction(
            "withdraw",
            _("Withdraw"),
            "accounts.manage",
            apply=_withdraw,
            refusals=(changing.NotAllowed,),
            refusal=_refusal,
            explain=_("Whoever has one of these links can no longer sign in with it."),
            on_row=True,
            done=_("The link was withdrawn."),
        ),
    ),
    empty=Empty(_("No link is open. A link is made on the page of a person.")),
    counted=lambda n: ngettext("%(n)s link", "%(n)s links", n) % {"n": f"{n:,}"},
)
