"""A day head in the forms in which it leaves the house: file and QR code."""

import json
from typing import Any

import segno

from anwei.audit.models import Head, SigningKey


def head_record(head: Head) -> dict[str, Any]:
    """The head with its public key: all that `anwei audit verify --head` needs."""
    public = SigningKey.objects.values_list("public", flat=True).get(name=head.key_name)
    return {
        "kind": "head",
        "statement": head.statement,
        "signature": head.signature,
        "key": {"name": head.key_name, "public": public},
    }


def head_file(head: Head) -> str:
    """The head as the text of a file."""
    return json.dumps(head_record(head), ensure_ascii=False, indent=1)


def head_code(head: Head) -> str:
    """The QR code of the head as a data address of an SVG picture; it holds the whole file."""
    text = json.dumps(head_record(head), ensure_ascii=False, separators=(",", ":"))
    return segno.make(text, error="m").svg_data_uri(scale=4, border=4)


def grouped(hash_: str) -> str:
    """A hash in groups of eight, so that two people can compare it aloud."""
    return " ".join(hash_[at : at + 8] for at in range(0, len(hash_), 8))
