"""Who regulates an industry that nobody was named for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.responsibility.lifecycle import ProposalState
from anwei.responsibility.models.places import Site


class Determination(models.Model):
    """A proposal who regulates a new or unclear industry, and what the government decided.

    Work Safety Law art. 10(2): the people's government of county level or above names the regulator
    by similar business (业务相近). The committee proposes; the decision is a paper from outside.
    """

    industry = models.CharField(_("industry"), max_length=120)
    # Why its business is similar to what the candidates regulate.
    argument = models.TextField(_("similar business"))
    candidates = models.ManyToManyField(Unit, related_name="+", verbose_name=_("candidates"))
    interim = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("interim owner"),
    )
    sites = models.ManyToManyField(
        Site, related_name="determinations", verbose_name=_("sites"), blank=True
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        default=ProposalState.PROPOSED,
        choices=[
            ("proposed", _("Proposed")),
            ("decided", _("Decided")),
            ("withdrawn", _("Withdrawn")),
        ],
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_on = models.DateField()
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    paper_no = models.CharField(_("paper number"), max_length=120, blank=True)
    decider = models.CharField(_("deciding government"), max_length=120, blank=True)
    decided_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("regulator decided"),
    )
    remark = models.TextField(_("remark"), blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="decided_determination_says_who_and_when",
                condition=(
                    Q(state="decided", decided_on__isnull=False, decided_unit__isnull=False)
                    & ~Q(paper_no="")
                )
                | (~Q(state="decided") & Q(decided_on__isnull=True, decided_unit__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return self.industry
