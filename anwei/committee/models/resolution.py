"""Resolutions: what a meeting decided, numbered, with who leads, who helps, a term and a measure of done."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.committee.lifecycle import ResolutionState
from anwei.committee.models.body import Body
from anwei.committee.models.meeting import Meeting
from anwei.committee.models.minutes import Point

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from anwei.accounts.models import User

RESOLUTION_STATES = [
    (ResolutionState.OPEN.value, _("Unfinished")),
    (ResolutionState.DONE.value, _("Finished")),
    (ResolutionState.REVOKED.value, _("Revoked")),
]


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    """Resolutions, asked for by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "ResolutionQuerySet":
        """All for who sees the zone; else those of meetings one's unit was asked to, or that hand it a task."""
        reach = reach_of(user)
        if reach == Reach.EVERYTHING:
            return self
        if reach not in {Reach.UNIT, Reach.OWN} or user.unit is None:
            return self.none()
        path = user.unit.path
        asked = Meeting.objects.visible_to(user).values("pk")
        return self.filter(
            Q(meeting__in=asked)
            | Q(lead__path__startswith=path)
            | Q(
                pk__in=self.model.helpers.through.objects.filter(
                    unit__path__startswith=path
                ).values("resolution")
            )
            | Q(pk__in=models.Subquery(_tasked(path)))
        )


def _tasked(path: str) -> models.QuerySet:
    from anwei.committee.models.task import Task

    return Task.objects.filter(unit__path__startswith=path, resolution__isnull=False).values(
        "resolution"
    )


class Resolution(models.Model):
    """One decided item (议定事项), numbered per body and year without gaps."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    body = models.ForeignKey(Body, models.PROTECT, related_name="resolutions")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    # Prefix, year and serial as they were printed, so that a changed prefix rewrites nothing.
    number = models.CharField(_("number"), max_length=60, unique=True)
    # The sentence of the minutes that says it.
    point = models.ForeignKey(
        Point, models.PROTECT, null=True, blank=True, related_name="resolutions"
    )
    text = models.TextField(_("what was decided"))
    lead = models.ForeignKey(
        Unit, models.PROTECT, related_name="leads_resolutions", verbose_name=_("lead unit")
    )
    helpers = models.ManyToManyField(
        Unit, related_name="helps_resolutions", blank=True, verbose_name=_("co-operating units")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    measure = models.TextField(_("measure of done"), blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=RESOLUTION_STATES, default=ResolutionState.OPEN
    )
    decided_on = models.DateField(_("decided on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    # Drawn with the form: the same form sent twice is one resolution.
    form_key = models.UUIDField(null=True, blank=True)

    objects = ResolutionQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "due_on"]), models.Index(fields=["meeting"])]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "serial"], name="one_resolution_per_number"
            ),
            models.UniqueConstraint(
                fields=["form_key"],
                name="one_resolution_per_form",
                condition=Q(form_key__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_resolution_says_when",
                condition=Q(state="open", ended_on__isnull=True)
                | ~Q(state="open") & Q(ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number
