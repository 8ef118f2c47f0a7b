"""What the lists keep: saved views, frozen selections with what became of their rows, and exports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Views, asked for by who may open them."""

    def open_to(self, user: User) -> "SavedViewQuerySet":
        """The person's own views, and those shared with the person's unit or a unit above it."""
        mine = Q(owner=user)
        if user.unit is not None:
            mine |= Q(unit__in=[int(step) for step in user.unit.path.split("/") if step])
        return self.filter(mine)


class SavedView(models.Model):
    """A list as someone wants to see it again: the query of its address under a name."""

    list_key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    # Shared with this unit and all below it; none: private.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="shared_views"
    )
    query = models.TextField(blank=True)

    objects = SavedViewQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list_key", "owner", "name"], name="one_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view a person's list opens with."""

    user = models.ForeignKey(User, models.CASCADE, related_name="default_views")
    list_key = models.CharField(max_length=60)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="default_of")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "list_key"], name="one_default_view_per_list")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.list_key}"
