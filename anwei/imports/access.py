"""The door to a batch: 404 if it is not yours to see, 403 if it is not yours to do."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.imports import profiles
from anwei.imports.models import Batch
from anwei.imports.profiles import Known


def require(request: HttpRequest, permission: str) -> User:
    """The person asking, if this is theirs to do; else 403."""
    if not isinstance(request.user, User) or not may(request.user, permission):
        raise PermissionDenied
    return request.user


def batch_for(request: HttpRequest, pk: int, permission: str = "imports.view") -> Batch:
    """The only door to one batch."""
    user = require(request, "imports.view")
    batch = Batch.objects.visible_to(user).select_related("unit", "job").filter(pk=pk).first()
    if batch is None:
        raise Http404(_("There is no such import, or it is not yours to see."))
    if not may(user, permission):
        raise PermissionDenied
    return batch


def sees_everything(user: User) -> bool:
    """Whether the person may bring in the ledger of any unit."""
    return reach_of(user) == Reach.EVERYTHING


def unit_of(user: User, wanted: Unit | None) -> Unit | None:
    """Whose ledger this is: as wanted by who reaches everything, else the person's own unit."""
    return wanted if sees_everything(user) else user.unit


def profiles_for(user: User, unit: Unit | None) -> dict[str, Known]:
    """The profiles this person may use for a ledger of this unit."""
    return profiles.for_unit(unit, everything=sees_everything(user))
