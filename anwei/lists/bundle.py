"""The files that belong to the rows of a list, as one zip with an index: `spec.Bundle` says which they are.

Every row passes the list's `base(user)` once more at the moment its files are packed. Names inside
the zip are made here, so none of them leads out of the folder it is unpacked in.
"""

import logging
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.permissions import may
from anwei.lists import sheets
from anwei.lists.export import Table
from anwei.lists.spec import Attached

log = logging.getLogger(__name__)

INDEX = "index.csv"
# Rows whose files are looked up at a time.
CHUNK = 200
# A zip beyond this nobody opens; narrower filters make several.
MOST = 20 * 1024**3
NAME_LENGTH = 80
# Photos and office files are packed already; only what is not is worth the time.
PACKS_WELL = {".txt", ".csv"}


class NotPacked(Exception):
    """The files cannot be packed; the message says why."""


class Packing:
    """The files of one list's rows on their way into a zip."""

    def __init__(self, table: Table) -> None:
        if table.spec.bundle is None:
            raise NotPacked(_("The rows of this list have no files."))
        self.table, self.bundle = table, table.spec.bundle
        self.user = table.shown.asker.user
        # What a file was called may name a person.
        self.named = may(self.user, "lists.export_personal")
        self.lost = 0

    def weigh(self, room: int) -> tuple[int, int]:
        """How many files and bytes there are now. Raises NotPacked for none, for too many and for more than `room`."""
        files, size = self.bundle.weight(self.table.shown.countable.order_by().values("pk"))
        if not files:
            raise NotPacked(_("The rows of this list, as it is filtered, have no files."))
        words = {"files": f"{files:,}", "size": filesizeformat(size), "most": filesizeformat(MOST)}
        if size > MOST:
            raise NotPacked(
                _(
                    "%(files)s files, %(size)s: a zip may hold %(most)s. Filter the list and make several."
                )
                % words
            )
        if size > room:
            raise NotPacked(
                _("%(files)s files, %(size)s: the server has no room for that now.") % words
            )
        return files, size

    def write(self, path: Path, alive: Callable[[int], None]) -> int:
        """Write the zip; how many files it holds. `alive` is told the number of each before it is packed."""
        with (
            tempfile.NamedTemporaryFile(suffix=".csv") as index,
            zipfile.ZipFile(path, "w") as zipped,
        ):
            header = [_("File"), _("Row"), _("Kind"), _("File name"), _("Bytes"), _("Stored at")]
            lines = self._packed(zipped, alive)
            number = sheets.write_csv(
                Path(index.name), [*header, *map(str, self.bundle.header)], lines
            )
            zipped.write(index.name, INDEX, zipfile.ZIP_DEFLATED)
        return number - self.lost

    def _packed(self, zipped: zipfile.ZipFile, alive: Callable[[int], None]) -> Iterator[list]:
        """Pack file after file; yield the line of the index for each."""
        counted: dict[str, int] = {}
        for number, one in enumerate(self._files()):
            alive(number)
            counted[one.row] = count = counted.get(one.row, 0) + 1
            name = member_name(one, count, named=self.named)
            if not _pack(zipped, name, one):
                name, self.lost = _("missing on the storage"), self.lost + 1
            yield [
                name,
                one.row,
                one.kind,
                one.name if self.named else "",
                one.size,
                one.stored_at,
                *one.facts,
            ]

    def _files(self) -> Iterator[Attached]:
        """The files in the order of the list, of the rows this person may see when they are packed."""
        keys = self.table.shown.ordered.values_list("pk", flat=True).iterator(chunk_size=CHUNK)
        while chunk := list(islice(keys, CHUNK)):
            seen = self.table.spec.base(self.user).filter(pk__in=chunk).values_list("pk", flat=True)
            allowed = set(seen)
            yield from self.bundle.files([key for key in chunk if key in allowed])


def member_name(one: Attached, count: int, *, named: bool) -> str:
    """`row/01 kind original.jpg`: one folder for each row, its files in order; never out of the folder."""
    stem, ending = Path(one.name).stem, Path(one.name).suffix
    words = [f"{count:02}", one.kind, *([stem] if named else [])]
    return f"{_plain(one.row)}/{_plain(' '.join(words))}{_plain_ending(ending)}"


def _plain(text: str) -> str:
    """A name every system takes: no separators, no signs that are forbidden somewhere, none that cannot be seen."""
    kept = "".join(
        "_" if sign in '/\\<>:"|?*' else sign
        for sign in unicodedata.normalize("NFC", text)
        if not unicodedata.category(sign).startswith("C")
    )
    return kept[:NAME_LENGTH].strip(" .") or "_"


def _plain_ending(ending: str) -> str:
    return f".{_plain(ending)}" if ending.strip(". ") else ""


def _pack(zipped: zipfile.ZipFile, name: str, one: Attached) -> bool:
    """Copy one file into the zip, a block at a time; False where the storage has it no more."""
    about = zipfile.ZipInfo(name, _moment(one.stored_at))
    packs_well = Path(name).suffix.lower() in PACKS_WELL
    about.compress_type = zipfile.ZIP_DEFLATED if packs_well else zipfile.ZIP_STORED
    about.file_size = one.size
    try:
        source = default_storage.open(one.path)
    except FileNotFoundError:
        log.error("A file of %s is missing on the storage: %s", one.row, one.path)
        return False
    with source, zipped.open(about, "w") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    return True


def _moment(stored_at: datetime) -> tuple[int, int, int, int, int, int]:
    """The zone's clock, as zips tell it."""
    local = timezone.localtime(stored_at)
    return (local.year, local.month, local.day, local.hour, local.minute, local.second)
