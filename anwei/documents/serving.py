"""Handing a document to a browser. Rooms call this from their own checked view; there is no open address."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from anwei.documents.models import Document

log = logging.getLogger(__name__)

# Whatever the file is, the browser runs nothing in it and loads nothing for it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"


def respond(document: Document, *, preview: bool = False, thumb: bool = False) -> FileResponse:
    """The original, or a small version of a picture (`preview` 1600, `thumb` 320 pixels).

    Pictures show in the page; everything else is downloaded. A document that is no picture has
    no small version, and a file missing on the storage is logged: both answer 404.
    """
    small = document.file.thumb_path if thumb else document.file.preview_path if preview else ""
    if (preview or thumb) and not small:
        raise Http404
    response = FileResponse(_opened(document, small or document.file.path))
    shown = bool(small) or document.is_picture
    response["Content-Type"] = "image/webp" if small else document.file.mime
    response["Content-Disposition"] = (
        content_disposition_header(not shown, _name(document, small)) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # The content at an address never changes; who may see it might.
    response["Cache-Control"] = "private, max-age=600"
    return response


def _name(document: Document, small: str) -> str:
    return f"{document.name.rpartition('.')[0]}.webp" if small else document.name


def _opened(document: Document, path: str) -> object:
    try:
        return default_storage.open(path)
    except FileNotFoundError:
        log.error("The file of document %s is missing on the storage: %s", document.pk, path)
        raise Http404 from None
