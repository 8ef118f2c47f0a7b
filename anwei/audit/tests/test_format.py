"""The export keeps to docs/trail-format.md: read by a verifier that knows that page and nothing of ours."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from anwei.audit import canon, trail
from anwei.audit.tests.factories import NOON, exported, make_trail

ODD = {
    "é": "\u2028",
    'z"\\': "\b\f\n\r\t\x01\x1f\x7f",
    "中": "😀",
    "A": [1, None, True, {"b": -1, "a": ""}],
}


def by_the_page(value: object) -> bytes:
    """The canonical bytes as the page words them, by Python's own JSON writer."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def test_lines_are_canonical_as_the_page_words_it():
    assert canon.line(ODD) == by_the_page(ODD)


@pytest.mark.django_db
def test_every_exported_line_is_canonical_and_every_hash_is_over_its_bytes():
    trail.record(
        "a.b", "x:1", by="u:1", at=NOON, was=ODD, now={"n": 2**53 - 1}, reason="理由\u0001"
    )
    make_trail(days=3)
    keys, pending, previous = {}, [], "0" * 64
    kinds = []
    for line in exported():
        record = json.loads(line)
        kinds.append(record["kind"])
        assert line == by_the_page(record)
        if record["kind"] == "key":
            keys[record["name"]] = base64.b64decode(record["public"])
            assert hashlib.sha256(keys[record["name"]]).hexdigest()[:32] == record["name"]
        elif record["kind"] == "entry":
            pending.append(hashlib.sha256(line).hexdigest())
        elif record["kind"] == "seal":
            assert (record["previous"], record["leaves"]) == (previous, "".join(pending))
            previous, pending = hashlib.sha256(line).hexdigest(), []
        elif record["kind"] == "head":
            said = json.loads(record["statement"])
            assert said["seal"] == previous
            key = Ed25519PublicKey.from_public_bytes(keys[said["key"]])
            key.verify(base64.b64decode(record["signature"]), record["statement"].encode())
    assert kinds.count("seal") == kinds.count("head") == 3
