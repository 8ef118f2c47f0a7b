"""The only writers of documents and of their files."""

import re
from datetime import datetime, timedelta
from secrets import token_hex

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.timezone import is_aware

from anwei.audit import trail
from anwei.documents.content import Content, read
from anwei.documents.models import Document, StoredFile

PURPOSE = re.compile(r"[a-z_]+\.[a-z_]+")
FOLDER = "documents"
# Longer than any transaction lives, so that the sweep never meets a file still to be committed.
ORPHAN_AFTER = timedelta(hours=24)


@transaction.atomic
def store(
    upload: "File[bytes] | Content",
    *,
    by: object,
    at: datetime,
    purpose: str,
    taken_at: datetime | None = None,
    position: tuple[float, ...] | None = None,
) -> Document:
    """Keep an upload and return its document. Raises `content.UploadRefused`, in words.

    `purpose` is "room.what". `taken_at` and `position` (latitude, longitude and, if known, the
    accuracy in metres) are what was reported at capture; nonsense in them is left out. The same
    content for the same purpose is kept once. A large photo is better read before the transaction:
    `store(content.read(upload), …)`.
    """
    if not PURPOSE.fullmatch(purpose):
        raise ValueError(f"A purpose reads room.what, not {purpose!r}.")
    content = upload if isinstance(upload, Content) else read(upload)
    latitude, longitude, accuracy = _on_earth(position)
    document = Document.objects.create(
        file=_kept(content, purpose, at),
        name=content.name,
        stored_by=trail.name_of(by),
        stored_at=at,
        reported_taken_at=taken_at if taken_at and is_aware(taken_at) else None,
        reported_latitude=latitude,
        reported_longitude=longitude,
        reported_accuracy=accuracy,
    )
    now = {"name": content.name, "sha256": content.sha256, "purpose": purpose}
    trail.record("documents.stored", document, by=by, at=at, now=now)
    return document


def _on_earth(position: tuple[float, ...] | None) -> tuple[float | None, ...]:
    """Latitude, longitude, accuracy; all None where the place is not on earth."""
    if not position or len(position) not in {2, 3}:
        return None, None, None
    latitude, longitude, *more = position
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None, None, None
    accuracy = more[0] if more and more[0] is not None and more[0] >= 0 else None
    return latitude, longitude, accuracy


def _kept(content: Content, purpose: str, at: datetime) -> StoredFile:
    """The stored file of this content; written if it is not there yet."""
    same = StoredFile.objects.filter(sha256=content.sha256, purpose=purpose)
    if found := same.first():
        return found
    stored = _written(content, purpose, at)
    try:
        with transaction.atomic():
            stored.save(force_insert=True)
    except IntegrityError:
        # Someone stored the same content a moment ago; the sweep takes our copy away.
        return same.get()
    return stored


def _written(content: Content, purpose: str, at: datetime) -> StoredFile:
    """Put the content on the storage. If the transaction fails, the sweep removes the files."""
    start = f"{FOLDER}/{at:%Y/%m}/{content.sha256[:2]}/{content.sha256}-{token_hex(4)}"
    ending = content.name.rpartition(".")[2]
    stored = StoredFile(
        purpose=purpose,
        sha256=content.sha256,
        mime=content.mime,
        size=len(content.data),
        path=default_storage.save(f"{start}.{ending}", ContentFile(content.data)),
    )
    if picture := content.picture:
        stored.width, stored.height = picture.width, picture.height
        stored.looks, stored.exif_taken_at = picture.looks, picture.taken_at
        stored.exif_latitude, stored.exif_longitude = picture.position or (None, None)
        stored.preview_path = default_storage.save(
            f"{start}-preview.webp", ContentFile(picture.preview)
        )
        stored.thumb_path = default_storage.save(f"{start}-thumb.webp", ContentFile(picture.thumb))
    return stored


def sweep(folder: str, *, at: datetime) -> int:
    """Delete files of one month's folder that no committed row knows; how many went.

    Files younger than ORPHAN_AFTER stay: their transaction may still be open.
    """
    found = list(_files_below(folder))
    known: set[str] = set()
    for begin in range(0, len(found), 500):
        part = found[begin : begin + 500]
        for field in ("path", "preview_path", "thumb_path"):
            rows = StoredFile.objects.filter(**{f"{field}__in": part})
            known.update(rows.values_list(field, flat=True))
    orphans = [path for path in found if path not in known and _is_old(path, at)]
    for path in orphans:
        default_storage.delete(path)
    return len(orphans)


def _is_old(path: str, at: datetime) -> bool:
    return default_storage.get_modified_time(path) < at - ORPHAN_AFTER


def _files_below(folder: str) -> list[str]:
    """Every file in a folder of the storage and below it."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    found = [f"{folder}/{name}" for name in files]
    for name in folders:
        found += _files_below(f"{folder}/{name}")
    return found
