"""The jobs of this room: act on a frozen set, write an export, tidy up."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Model
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.jobs.work import GiveUp, Work, outside_transaction
from anwei.lists import actions, bundle, export, registered, sheets, state
from anwei.lists.filters import Asker
from anwei.lists.models import Export, Refusal, Selection
from anwei.lists.rows import whole
from anwei.lists.spec import BulkAction, ListSpec

# Rows of a frozen set handled in one transaction.
CHUNK = 50
# Rows of an export between two signs of life.
STEP = 20_000
# Files of a zip between two.
FILES = 20


def act(work: Work) -> bool:
    """Do something to the next rows of a frozen set; each row by itself, so one refusal stops no other."""
    selection = (
        Selection.objects.select_related("owner__unit").filter(pk=work.payload["selection"]).first()
    )
    if selection is None:
        raise GiveUp(_("The rows chosen are no longer kept."))
    spec, action = _action_of(selection)
    if not may(selection.owner, spec.permission) or not may(selection.owner, action.permission):
        raise GiveUp(_("You may no longer do this."))
    first = work.cursor.get("next", 0)
    keys = selection.keys(first, min(first + CHUNK, selection.count))
    refusals = list(_apply(selection, spec, action, keys, work))
    Refusal.objects.bulk_create(refusals)
    Selection.objects.filter(pk=selection.pk).update(done=F("done") + len(keys) - len(refusals))
    work.cursor["next"] = first + len(keys)
    work.progress(done=first + len(keys), total=selection.count)
    work.result = {
        "address": reverse("lists:selection", args=[selection.key]),
        "label": _("What was done"),
    }
    return first + len(keys) >= selection.count


def _action_of(selection: Selection) -> tuple[ListSpec, BulkAction]:
    try:
        spec = registered.find(selection.list_key)
    except registered.UnknownList:
        raise GiveUp(_("This list is no longer there.")) from None
    for action in spec.actions:
        if action.key == selection.action:
            return spec, action
    raise GiveUp(_("This can no longer be done."))


def _apply(
    selection: Selection, spec: ListSpec, action: BulkAction, keys: list[int], work: Work
) -> Iterator[Refusal]:
    """Do it to each row; yield what was refused."""
    user, values = selection.owner, _values(selection, action)
    rows = whole(spec, user, keys)
    fitting = _fitting(selection, spec, keys, work)
    for pk in keys:
        row = rows.get(pk)
        reason = _stale(row, selection, spec, fitting=fitting is None or pk in fitting)
        if row is not None and not reason:
            reason = _attempt(action, row, by=user, work=work, values=values)
        if reason:
            yield Refusal(selection=selection, row=pk, name=str(row or "")[:200], reason=reason)


def _values(selection: Selection, action: BulkAction) -> dict[str, Any]:
    """The form's values, read anew: what was fit to be sent may not be so any more."""
    form = action.filled(MultiValueDict(selection.values), selection.owner)
    if form is None:
        return {}
    if not form.is_valid():
        raise GiveUp(
            _("What was filled in no longer holds: %(errors)s")
            % {
                "errors": " ".join(
                    str(error) for errors in form.errors.values() for error in errors
                )
            }
        )
    return form.cleaned_data


def _fitting(selection: Selection, spec: ListSpec, keys: list[int], work: Work) -> set[int] | None:
    """Which of the keys the filters that chose them still let pass; None where they were picked by hand."""
    if not selection.query:
        return None
    # The day of the freeze, else "today" would mean another set after midnight.
    asker = Asker(selection.owner, timezone.localdate(selection.frozen_at))
    shown = state.read(spec, QueryDict(selection.query), asker)
    return set(shown.found.rows.filter(pk__in=keys).values_list("pk", flat=True))


def _stale(row: Model | None, selection: Selection, spec: ListSpec, *, fitting: bool) -> str:
    """Why a row is not what was chosen any more; "" if it is."""
    if row is None:
        return _("It is gone, or you may no longer see it.")
    changed_at = getattr(row, spec.changed_at) if spec.changed_at else None
    if changed_at is not None and changed_at > selection.frozen_at:
        return _("It was changed after it was chosen.")
    return "" if fitting else _("It no longer fits the filters it was chosen by.")


def _attempt(
    action: BulkAction, row: Model, *, by: User, work: Work, values: dict[str, Any]
) -> str:
    """Do it to one row; why it was refused, "" if it was done."""
    try:
        with transaction.atomic():
            action.apply(row, by=by, at=work.at, values=values)
    except PermissionDenied as refusal:
        return str(refusal) or _("You may not do this to it.")
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    except action.refusals as refusal:
        return str(refusal) or _("It was refused.")
    return ""


@outside_transaction
def write(work: Work) -> bool:
    """Write an export. Reads for long, so it holds no transaction; broken off, it begins anew."""
    wanted = Export.objects.select_related("owner__unit").filter(pk=work.payload["export"]).first()
    if wanted is None:
        raise GiveUp(_("This export is no longer kept."))
    if wanted.file:
        return True
    table = _table(wanted, work)
    handle, name = tempfile.mkstemp(suffix=f".{wanted.format}")
    os.close(handle)
    path = Path(name)
    zipped = wanted.format == Export.Format.ZIP
    try:
        rows = _packed(table, path, work) if zipped else _written(table, wanted, path, work)
        size = path.stat().st_size
        with path.open("rb") as file:
            stored = default_storage.save(f"exports/{wanted.key}.{wanted.format}", File(file))
    finally:
        path.unlink(missing_ok=True)
    columns = [] if zipped else [column.key for column in table.columns]
    actions.finish_export(
        wanted,
        file=stored,
        rows=rows,
        size=size,
        columns=columns,
        by=wanted.owner,
        at=work.clock(),
    )
    work.progress(done=rows, total=rows, message=None if zipped else _withheld(table))
    work.result = {
        "address": reverse("lists:download", args=[wanted.key]),
        "label": _("Fetch the file"),
    }
    return True


def _table(wanted: Export, work: Work) -> export.Table:
    try:
        spec = registered.find(wanted.list_key)
        return export.table(
            spec, wanted.query, user=wanted.owner, today=timezone.localdate(wanted.asked_at)
        )
    except registered.UnknownList:
        raise GiveUp(_("This list is no longer there.")) from None
    except export.NotAllowed as refusal:
        raise GiveUp(str(refusal)) from None


def _written(table: export.Table, wanted: Export, path: Path, work: Work) -> int:
    """Write the file, again with more sheets if rows came in meanwhile."""
    while True:
        work.progress(done=0, total=table.count())
        try:
            return table.write(path, wanted.format, at=work.at, rows=_watched(table.rows(), work))
        except sheets.MoreRows:
            continue


def _packed(table: export.Table, path: Path, work: Work) -> int:
    """Pack the files of the rows; how many and how large they are is told before the first is packed."""

    def alive(number: int) -> None:
        if number % FILES == 0:
            work.progress(done=number)
            work.checkpoint()

    try:
        packing = bundle.Packing(table)
        files, size = packing.weigh(shutil.disk_usage(path.parent).free)
        work.progress(
            total=files,
            message=ngettext("%(files)s file, %(size)s", "%(files)s files, %(size)s", files)
            % {"files": f"{files:,}", "size": filesizeformat(size)},
        )
        packed = packing.write(path, alive)
    except bundle.NotPacked as refusal:
        raise GiveUp(str(refusal)) from None
    if packing.lost:
        work.progress(
            message=_("%(files)s files are missing on the storage; the index names them.")
            % {"files": f"{packing.lost:,}"}
        )
    return packed


def _watched(rows: Iterator[list], work: Work) -> Iterator[list]:
    """The rows, with a sign of life now and then; stops when someone asks for it."""
    for number, row in enumerate(rows):
        if number % STEP == 0:
            work.progress(done=number)
            work.checkpoint()
        yield row


def _withheld(table: export.Table) -> str:
    if not table.withheld:
        return ""
    labels = ", ".join(str(column.label) for column in table.withheld)
    return _("Left out, because you may not export personal data: %(columns)s") % {
        "columns": labels
    }


def tidy(work: Work) -> bool:
    """Delete what has expired."""
    for file in actions.tidy(at=work.at):
        default_storage.delete(file)
    return True
