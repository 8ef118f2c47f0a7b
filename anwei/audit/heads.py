"""Signed day heads and heads handed outside. Plain Python, no Django."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anwei.audit import canon
from anwei.audit.faults import Broken

HASH = re.compile(r"[0-9a-f]{64}")


class NotAHead(ValueError):
    """What was given as a head is none; the message says what would be."""


@dataclass(frozen=True)
class Claim:
    """What a head says: the hash of the seal the chain had reached. A bare hash has no number."""

    hash: str
    number: int | None = None
    day: str = "?"
    entries: int | None = None
    key: str = ""


def read(given: str) -> Claim:
    """A head from outside: a head file, the text of its QR code, or the bare hash of a seal."""
    text = given.strip()
    if not text.startswith("{") and not HASH.fullmatch(bare := re.sub(r"\s", "", text).lower()):
        try:
            text = Path(given).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise NotAHead(
                f"{given!r} is no head: neither a hash of 64 digits nor a file ({error})."
            ) from None
        bare = re.sub(r"\s", "", text).lower()
    elif text.startswith("{"):
        bare = ""
    if HASH.fullmatch(bare):
        return Claim(bare)
    try:
        record = _record(text)
        keys = {record["key"]["name"]: record["key"]["public"]} if "key" in record else {}
        return signed(record, keys, need_key=bool(keys))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotAHead(f"{given!r} is not a head file of the trail.") from None


def _record(text: str) -> dict[str, Any]:
    """A head file, or the three lines of the QR code, as a record."""
    lines = text.splitlines()
    if len(lines) != 3 or '"day-head"' not in lines[0]:
        return dict(json.loads(text))
    statement, signature, public = lines
    key = {"name": canon.key_name(base64.b64decode(public, validate=True)), "public": public}
    return {"statement": statement, "signature": signature, "key": key}


def signed(record: dict[str, Any], keys: dict[str, str], *, need_key: bool = True) -> Claim:
    """What a head record says, its signature checked; KeyError, TypeError, ValueError if malformed."""
    statement = record["statement"]
    said = json.loads(statement)
    claim = Claim(
        str(said["seal"]),
        int(said["seal_number"]),
        str(said["day"]),
        int(said["entries"]),
        str(said["key"]),
    )
    public = keys.get(claim.key)
    if public is None:
        if need_key:
            raise Broken("head_unknown_key", day=claim.day, key=claim.key)
        return claim
    if not is_genuine(statement, record["signature"], public, claim.key):
        raise Broken("head_forged", day=claim.day)
    return claim


def is_genuine(statement: str, signature: str, public: str, name: str) -> bool:
    """Whether the signature over the statement was made with the key of that name."""
    try:
        key = base64.b64decode(public, validate=True)
        if canon.key_name(key) != name:
            return False
        Ed25519PublicKey.from_public_bytes(key).verify(
            base64.b64decode(signature, validate=True), statement.encode()
        )
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
