"""Backup and restore: database and files in one archive, verified before anything is changed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection

import anwei
from anwei.accounts.models import Unit, User
from anwei.config import archive, snapshot
from anwei.config.archive import ArchiveRefused, Writer

MEDIA = "media/"
KEYS = "keys/"


class BackupRefused(Exception):
    """Nothing was written or changed; the text says why."""


def make(path: Path, *, at: datetime) -> dict[str, Any]:
    """Write a backup of database and files; the manifest without its members, with their number.

    The database first: what it names is then already among the files, which are never changed.
    """
    if path.exists():
        raise BackupRefused(f"{path.name} exists; a backup never overwrites another.")
    if not path.parent.is_dir():
        raise BackupRefused(f"There is no folder {path.parent}.")
    facts: dict[str, Any] = {
        "anwei": anwei.__version__,
        "made_at": at.isoformat(),
        "mode": settings.MODE,
    }
    with Writer(path, facts) as writer:
        snapshot.dump(writer)
        for name in kept_files():
            with default_storage.open(name) as file:
                writer.add(MEDIA + name, archive.blocks_of(file), packed=False)
        for key in own_keys():
            writer.add(KEYS + key.name, [key.read_bytes()])
    return summary(writer.facts | {"members": writer.members})


def own_keys() -> Iterator[Path]:
    """The embedded mode's keys; production keeps its own outside, and so does its backup."""
    if settings.PRODUCTION:
        return iter(())
    return (path for name in settings.KEY_FILES if (path := settings.HOME / name).exists())


def kept_files(folder: str = "") -> Iterator[str]:
    """Every file of the storage, by its name there."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in sorted(files):
        yield f"{folder}/{file}" if folder else file
    for below in sorted(folders):
        yield from kept_files(f"{folder}/{below}" if folder else below)


def restore(path: Path, *, force: bool) -> dict[str, Any]:
    """Put a backup in place; its summary. The whole archive is verified first.

    Refuses a place that holds people, units or files already, unless `force`: then they are lost.
    """
    with archive.opened(path) as (file, manifest):
        archive.verify(file, manifest)
        refuse_strange_names(manifest)
        snapshot.refuse_unfit(manifest)
        if not force and (reason := occupied()):
            raise BackupRefused(
                f"{reason} Restore into an empty place, or say --force to lose what is there."
            )
        for name in list(kept_files()):
            default_storage.delete(name)
        for member in manifest["members"]:
            if member.startswith(MEDIA):
                restore_file(file, member)
        snapshot.load(file, manifest)
        restore_keys(file, manifest)
        return summary(manifest)


def occupied() -> str:
    """What is in the way, in words; "" for an empty place."""
    if next(kept_files(), None) is not None:
        return "There are files in the storage."
    tables = connection.introspection.table_names()
    for model in (User, Unit):
        if model._meta.db_table in tables and model.objects.exists():
            return f"The database holds {model._meta.verbose_name_plural}."
    return ""


def refuse_strange_names(manifest: dict[str, Any]) -> None:
    """No member may lead out of its folder."""
    for name in manifest["members"]:
        parts = PurePosixPath(name).parts
        if (
            name.startswith("/")
            or ".." in parts
            or "\\" in name
            or parts[0] not in {"database", "media", "keys"}
        ):
            raise ArchiveRefused(f"The backup holds a strange name: {name!r}.")


def restore_file(file: Any, member: str) -> None:
    """One file back under its own name."""
    name = member.removeprefix(MEDIA)
    with file.open(member) as source:
        kept = default_storage.save(name, File(source, name=name))
    if kept != name:
        default_storage.delete(kept)
        raise BackupRefused(f"The storage would not keep {name} under its name.")


def restore_keys(file: Any, manifest: dict[str, Any]) -> None:
    """The embedded mode's keys; they hold from the next start on."""
    if settings.PRODUCTION:
        return
    for name in settings.KEY_FILES:
        if KEYS + name in manifest["members"]:
            half = settings.HOME / f".{name}.restored"
            half.touch(mode=0o600)
            half.write_bytes(file.read(KEYS + name))
            half.replace(settings.HOME / name)


def summary(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a person or a script wants to know of it."""
    members = manifest["members"]
    return {
        "anwei": manifest["anwei"],
        "made_at": manifest["made_at"],
        "database": manifest["database"],
        "files": sum(name.startswith(MEDIA) for name in members),
        "bytes": sum(facts["size"] for facts in members.values()),
    }
