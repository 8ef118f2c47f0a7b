"""Keeping uploaded ledgers as they came, on the storage of the installation."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from django.core.files.base import File
from django.core.files.storage import default_storage

from anwei.imports.models import LedgerFile
from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.limits import LIMITS

FOLDER = "ledgers"


@dataclass(frozen=True)
class Kept:
    """Where an upload lies now, and what it is."""

    path: str
    name: str
    size: int
    sha256: str


def keep(upload: File, *, at: datetime) -> Kept:
    """Put an upload on the storage. Raises Unreadable for one that is too large or empty."""
    if not upload.size:
        raise Unreadable("empty")
    if upload.size > LIMITS.file:
        raise Unreadable("too_large", size=upload.size // 1024**2, limit=LIMITS.file // 1024**2)
    digest = hashlib.sha256()
    for block in upload.chunks():
        digest.update(block)
    upload.seek(0)
    name = Path((upload.name or "ledger").replace("\\", "/")).name[-200:]
    ending = re.sub(r"[^a-z0-9.]", "", "".join(Path(name).suffixes[-2:]).lower())[-12:]
    path = default_storage.save(f"{FOLDER}/{at:%Y/%m}/{token_hex(12)}{ending}", upload)
    return Kept(path, name, upload.size, digest.hexdigest())


@contextmanager
def local(file: LedgerFile) -> Iterator[Path]:
    """The file as a path of this machine, copied only where the storage is elsewhere."""
    try:
        yield Path(default_storage.path(file.path))
        return
    except NotImplementedError:
        pass
    with (
        tempfile.NamedTemporaryFile(suffix=Path(file.path).suffix) as copy,
        default_storage.open(file.path) as stored,
    ):
        shutil.copyfileobj(stored, copy)
        copy.flush()
        yield Path(copy.name)


def drop(paths: list[str]) -> None:
    """Delete uploads nobody needs any more."""
    for path in paths:
        default_storage.delete(path)
