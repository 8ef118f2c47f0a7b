"""Papers that were read in: drafts until a person confirms them, and directives with their points."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.committee.models.meeting import Meeting
from anwei.committee.models.task import Task
from anwei.documents.models import Document

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from anwei.accounts.models import User


class DirectiveQuerySet(models.QuerySet["Directive"]):
    """Directives, asked for by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "DirectiveQuerySet":
        """All for who sees the zone; else those that hand one's unit, or a unit below it, a task."""
        reach = reach_of(user)
        if reach == Reach.EVERYTHING:
            return self
        if reach not in {Reach.UNIT, Reach.OWN} or user.unit is None:
            return self.none()
        tasked = DirectivePoint.tasks.through.objects.filter(
            task__unit__path__startswith=user.unit.path
        )
        return self.filter(points__in=tasked.values("directivepoint")).distinct()


class Directive(models.Model):
    """A paper from above that asks for something: its number, who issued it, and its points."""

    number = models.CharField(pgettext_lazy("of a paper", "number"), max_length=120, blank=True)
    title = models.CharField(pgettext_lazy("of a paper", "title"), max_length=300)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    received_on = models.DateField(_("received on"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    objects = DirectiveQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"],
                name="a_directive_comes_in_once",
                condition=~Q(number=""),
            )
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.number, self.title)))


class DirectivePoint(models.Model):
    """One thing a directive asks for, in its own sentence, and the tasks it became."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"))
    sentence = models.TextField()
    tasks = models.ManyToManyField(Task, related_name="directive_points", blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Draft(models.Model):
    """What a paper was read as, until a person confirms it or drops it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a draft", "To be looked at")
        CONFIRMED = "confirmed", pgettext_lazy("a draft", "Confirmed")
        DROPPED = "dropped", pgettext_lazy("a draft", "Dropped")

    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    # The paper without the rubbish of its page, and what the rules said of it on that day.
    text = models.TextField()
    reading = models.JSONField()
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    meeting = models.OneToOneField(
        Meeting, models.PROTECT, null=True, blank=True, related_name="draft"
    )
    directive = models.OneToOneField(
        Directive, models.PROTECT, null=True, blank=True, related_name="draft"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="decided_draft_says_who",
                condition=Q(state="open", decided_at__isnull=True, decided_by="")
                | ~Q(state="open") & Q(decided_at__isnull=False) & ~Q(decided_by=""),
            ),
            models.CheckConstraint(
                name="a_confirmed_draft_became_something",
                condition=Q(state="confirmed", meeting__isnull=False, directive__isnull=True)
                | Q(state="confirmed", meeting__isnull=True, directive__isnull=False)
                | ~Q(state="confirmed") & Q(meeting__isnull=True, directive__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reading.get("title") or self.document)
