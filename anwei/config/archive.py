"""One file that holds a backup: a zip whose manifest names every member with size and SHA-256."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

MANIFEST = "manifest.json"
FORMAT = 1
BLOCK = 1 << 20


class ArchiveRefused(Exception):
    """The file is no backup, or not the one that was written; the text says what is wrong."""


class Writer:
    """Writes members one after the other; the manifest goes last. Nothing is held in memory."""

    def __init__(self, path: Path, facts: dict[str, Any]) -> None:
        self.path = path
        self.half = path.with_name(f".{path.name}.part")
        self.facts = facts
        self.members: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> "Writer":
        self.file = open(self.half, "xb", opener=_private)
        self.zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        return self

    def add(self, name: str, blocks: Iterable[bytes | memoryview], *, packed: bool = True) -> None:
        """One member from blocks of bytes; photos are packed already, so they are only stored."""
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self.zip.open(entry, "w", force_zip64=True) as target:
            for block in blocks:
                digest.update(block)
                size += len(block)
                target.write(block)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the file its name only when it is whole."""
        if kind is None:
            whole = {"format": FORMAT, **self.facts, "members": self.members}
            self.zip.writestr(MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1))
        self.zip.close()
        self.file.close()
        if kind is None:
            self.half.replace(self.path)
        else:
            self.half.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    """Open for the owner only: a backup holds everything."""
    return os.open(path, flags, 0o600)


def blocks_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file, a megabyte at a time."""
    while block := file.read(BLOCK):
        yield block


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The archive and its manifest. ArchiveRefused when it is none of ours."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as fault:
        raise ArchiveRefused(f"{path.name} cannot be read as a backup: {fault}") from fault
    with archive:
        try:
            manifest = json.loads(archive.read(MANIFEST))
        except (KeyError, ValueError, zipfile.BadZipFile) as fault:
            raise ArchiveRefused(
                f"{path.name} has no readable manifest; it is no backup."
            ) from fault
        if manifest.get("format") != FORMAT:
            raise ArchiveRefused(f"{path.name} has a format this version does not know.")
        yield archive, manifest


def verify(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Every member is there with the bytes that were written, and nothing else. Else ArchiveRefused."""
    there = set(archive.namelist()) - {MANIFEST}
    if missing := sorted(set(manifest["members"]) - there):
        raise ArchiveRefused(f"{missing[0]} is missing from the backup.")
    if foreign := sorted(there - set(manifest["members"])):
        raise ArchiveRefused(f"{foreign[0]} is in the backup, but the manifest does not name it.")
    for name, facts in manifest["members"].items():
        digest, size = hashlib.sha256(), 0
        try:
            with archive.open(name) as file:
                for block in blocks_of(file):
                    digest.update(block)
                    size += len(block)
        except zipfile.BadZipFile as fault:
            raise ArchiveRefused(f"{name} in the backup is damaged.") from fault
        if (size, digest.hexdigest()) != (facts["size"], facts["sha256"]):
            raise ArchiveRefused(f"{name} in the backup is not what was written.")
