"""Meetings: to which bodies they belong, who is asked and who came, and what is on the agenda."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.committee.lifecycle import MeetingState
from anwei.committee.models.body import Body, Member
from anwei.documents.models import Document

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MEETING_STATES = [
    (MeetingState.PLANNED.value, _("Planned")),
    (MeetingState.CALLED.value, _("Called")),
    (MeetingState.SITTING.value, _("Being held")),
    (MeetingState.HELD.value, _("Minutes being written")),
    (MeetingState.CIRCULATED.value, _("Minutes circulated")),
    (MeetingState.APPROVED.value, _("Minutes approved")),
    (MeetingState.CANCELLED.value, pgettext_lazy("a meeting", "Cancelled")),
]


class Kind(models.TextChoices):
    """What kind of meeting it is for one of its bodies."""

    PLENARY = "plenary", _("plenary meeting")
    EXPANDED = "expanded", _("plenary (expanded) meeting")
    JOINT = "joint", _("joint meeting")
    SPECIAL = "special", _("special-topic meeting")
    LIAISON = "liaison", _("liaison officers' meeting")


# An expanded plenary is a plenary with more people: both are counted in one series.
SERIES = {Kind.EXPANDED.value: Kind.PLENARY.value}


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, asked for by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "MeetingQuerySet":
        """All for who sees the zone; else those to which one's unit, or a unit below it, was asked.

        A meeting of which nobody was told yet is the office's own business, also once it was called off.
        """
        reach = reach_of(user)
        if reach == Reach.EVERYTHING:
            return self
        if reach not in {Reach.UNIT, Reach.OWN} or user.unit is None:
            return self.none()
        asked = Seat.objects.filter(unit__path__startswith=user.unit.path).values("meeting")
        untold = Q(state=MeetingState.PLANNED) | Q(
            state=MeetingState.CANCELLED, called_at__isnull=True
        )
        return self.filter(pk__in=asked).exclude(untold)

    def in_states(self, states: Iterable[str]) -> "MeetingQuerySet":
        """Meetings that stand in one of these states; as a condition of an UPDATE of something of a meeting."""
        return self.filter(state__in=list(states))


class Meeting(models.Model):
    """One meeting, of one body or of several at once."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(pgettext_lazy("of a meeting", "title"), max_length=300)
    state = models.CharField(
        _("state"), max_length=10, choices=MEETING_STATES, default=MeetingState.PLANNED
    )
    held_on = models.DateField(_("day"), null=True, blank=True)
    # The zone's time of day; None: not known, which is not midnight.
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    topic = models.TextField(_("what it is about"), blank=True)
    # Six digits said aloud in the room; whoever has a seat and types them was there.
    door_code = models.CharField(max_length=6, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    circulated_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Of the minutes as the chair approved them.
    digest = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # Where a meeting was read in from, such as the address or the name of a notice.
    source = models.CharField(_("source"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    # Drawn with the form: the same form sent twice is one meeting.
    form_key = models.UUIDField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["-held_on", "-id"]), models.Index(fields=["state"])]
        constraints = [
            models.CheckConstraint(
                name="called_meeting_has_a_day",
                condition=Q(state__in=["planned", "cancelled"]) | Q(held_on__isnull=False),
            ),
            models.CheckConstraint(
                name="approved_minutes_say_who_and_what",
                condition=Q(state="approved", approved_at__isnull=False, approved_by__isnull=False)
                & ~Q(digest="")
                | ~Q(state="approved") & Q(approved_at__isnull=True, digest=""),
            ),
            models.UniqueConstraint(
                fields=["form_key"],
                name="one_meeting_per_form",
                condition=Q(form_key__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_ends_after_it_began",
                condition=Q(starts__isnull=True)
                | Q(ends__isnull=True)
                | Q(ends__gt=models.F("starts")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The day of a meeting that has one: every meeting that was called or held (the database sees to it)."""
        if self.held_on is None:
            raise ValueError(f"{self.number} has no day.")
        return self.held_on


class Convening(models.Model):
    """That a meeting is a meeting of this body, of which kind, and which one of the year."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="convenings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="convenings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    series = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    # Given when the meeting is called; a meeting that is cancelled gives it back.
    serial = models.PositiveSmallIntegerField(_("number in the year"), null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "body"], name="a_body_once_per_meeting"),
            models.UniqueConstraint(
                fields=["body", "series", "year", "serial"], name="one_meeting_per_number"
            ),
            models.CheckConstraint(
                name="number_has_its_year",
                condition=Q(serial__isnull=True) | Q(serial__gt=0, year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.year}/{self.serial}"


class MeetingPerson(models.Model):
    """A person the record names, in the part they had: who presided is not who spoke."""

    class Role(models.TextChoices):
        PRESIDED = "presided", _("presided")
        SPOKE = "spoke", _("spoke")
        CONVEYED = "conveyed", _("conveyed the spirit of a meeting above")
        REPORTED = "reported", _("reported")
        ATTENDED = "attended", _("attended")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="people")
    role = models.CharField(_("part"), max_length=10, choices=Role.choices)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80, blank=True)
    post = models.CharField(_("post"), max_length=300, blank=True)

    PERSONAL = frozenset({"name"})

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.name or self.post}"


class Seat(models.Model):
    """Who is asked to a meeting, what was answered, and who was there for whom."""

    class Reply(models.TextChoices):
        NONE = "", _("not answered")
        COMING = "coming", _("coming")
        DELEGATE = "delegate", _("a delegate is coming")
        ABSENT = "absent", _("cannot come")

    class How(models.TextChoices):
        CODE = "code", _("by the code at the door")
        CLERK = "clerk", _("entered by the office")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats")
    # None: asked beside the members (列席).
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="seats")
    post_title = models.CharField(_("post"), max_length=120, blank=True)
    # Who held the post when the notice went out.
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80, blank=True)
    # The unit owes the meeting a report.
    reports = models.BooleanField(_("asked to report"), default=False)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    received_by = models.CharField(max_length=80, blank=True)
    reply = models.CharField(_("reply"), max_length=8, choices=Reply.choices, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.CharField(max_length=80, blank=True)
    behalf = models.CharField(max_length=200, blank=True)
    delegate_name = models.CharField(_("delegate"), max_length=80, blank=True)
    delegate_post = models.CharField(_("the delegate's post"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    arrived_at = models.DateTimeField(_("there since"), null=True, blank=True)
    arrived_how = models.CharField(max_length=5, choices=How.choices, blank=True)
    arrived_by = models.CharField(max_length=80, blank=True)
    # Who sat there in the end: the holder of the post, or someone for him or her.
    attended = models.CharField(_("who attended"), max_length=80, blank=True)

    PERSONAL = frozenset({"name", "delegate_name", "attended"})

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "meeting"])]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "unit", "post_title"], name="one_seat_per_post_and_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting", "member"],
                name="one_seat_per_member_and_meeting",
                condition=Q(member__isnull=False),
            ),
            models.CheckConstraint(
                name="who_arrived_has_a_name",
                condition=Q(arrived_at__isnull=True, attended="")
                | Q(arrived_at__isnull=False) & ~Q(attended=""),
            ),
            models.CheckConstraint(
                name="delegate_has_a_name",
                condition=~Q(reply="delegate") | ~Q(delegate_name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.post_title}".strip()

    @property
    def for_another(self) -> bool:
        """Whether someone else came for the holder of the post."""
        return bool(self.attended and self.attended != self.name)


class ItemKind(models.TextChoices):
    """What an item of the agenda is about; the order is that in which the agenda is proposed."""

    UNFINISHED = "unfinished", _("Unfinished resolutions")
    DIRECTIVE = "directive", _("Directives from above")
    MAJOR = "major", _("Major hazards, listed or overdue")
    ACCIDENTS = "accidents", _("Accidents")
    CAMPAIGN = "campaign", _("Campaigns")
    REPORT = "report", _("Reports of units")
    SITUATION = "situation", _("The situation")
    DEPLOY = "deploy", _("Tasks to deploy")
    OTHER = "other", pgettext_lazy("an item of the agenda", "Other")


class AgendaItem(models.Model):
    """One item of the agenda: what, by whom, for how long, with which papers and from which case."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices)
    title = models.CharField(pgettext_lazy("of an agenda item", "title"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("presented by"),
    )
    # The case it came from, as the trail names it, and the page that shows it.
    about = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "about"], name="a_case_once_per_agenda", condition=~Q(about="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaPaper(models.Model):
    """A paper handed out for an item."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.document)
