"""What offices write above their papers and before their numbers."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.documents.models import Letterhead


class LetterheadRefused(Exception):
    """This cannot be a letterhead; the message says why, in words."""


def of(office: Unit) -> Letterhead:
    """The office's letterhead; where none was set, its names."""
    found = Letterhead.objects.filter(office=office).first()
    return found or Letterhead(office=office, name=office.name, prefix=str(office))


@transaction.atomic
def set_up(office: Unit, *, name: str, prefix: str, by: object, at: datetime) -> Letterhead:
    """Set what stands on the office's papers from now on; issued ones stay as they are."""
    name, prefix = name.strip(), prefix.strip()
    if not name or not prefix:
        raise LetterheadRefused(_("A letterhead has a name and a prefix."))
    was = of(office)
    try:
        with transaction.atomic():
            head, _made = Letterhead.objects.update_or_create(
                office=office, defaults={"name": name, "prefix": prefix, "changed_at": at}
            )
    except IntegrityError:
        raise LetterheadRefused(_("Another office has this prefix already.")) from None
    trail.record(
        "documents.letterhead_set",
        head,
        by=by,
        at=at,
        was={"name": was.name, "prefix": was.prefix},
        now={"office": office, "name": name, "prefix": prefix},
    )
    return head
