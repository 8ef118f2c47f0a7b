"""The evidence of cases as files of the register: what an export of files packs, and how much that is."""

from collections.abc import Iterator

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from anwei.hazards.models import Evidence
from anwei.lists.spec import Attached, Bundle


def files_of(hazards: list[int]) -> Iterator[Attached]:
    """The evidence of these hazards, in their order; within a case as it was added."""
    order = {pk: at for at, pk in enumerate(hazards)}
    found = Evidence.objects.filter(hazard__in=hazards).select_related("hazard", "document__file")
    for one in sorted(found, key=lambda one: (order[one.hazard_id], one.pk)):
        file = one.document.file
        yield Attached(
            one.hazard.number,
            one.get_side_display(),
            one.document.name,
            file.path,
            file.size,
            one.recorded_at,
            (one.caption, file.sha256),
        )


def weight_of(hazards: QuerySet) -> tuple[int, int]:
    """How many files and bytes the evidence of these hazards is."""
    told = Evidence.objects.filter(hazard__in=hazards).aggregate(
        files=Count("pk"), size=Sum("document__file__size")
    )
    return told["files"], told["size"] or 0


EVIDENCE = Bundle(
    label=_("Evidence of these cases"),
    files=files_of,
    weight=weight_of,
    header=(_("Caption"), _("SHA-256")),
)
