"""Lines of an export file, plain or gzip, within limits. Plain Python, no Django."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from anwei.audit.faults import Broken

LINE_LIMIT = 32 * 1024 * 1024
# Honest exports shrink five- to tenfold; what grows more than this is made to fill a memory.
RATIO_LIMIT = 200
RATIO_FROM = 64 * 1024 * 1024


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file without their ends; Broken for a bomb or a damaged file."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw
        try:
            yield from _lines(stream, raw)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Broken("unreadable", why=f"the gzip data are damaged ({error})") from None


def _lines(stream: IO[bytes], raw: IO[bytes]) -> Iterator[bytes]:
    read = 0
    while line := stream.readline(LINE_LIMIT + 1):
        read += len(line)
        if len(line) > LINE_LIMIT:
            raise Broken("too_large", why=f"a line is longer than {LINE_LIMIT >> 20} MiB")
        if read > RATIO_FROM and read > RATIO_LIMIT * raw.tell():
            raise Broken(
                "too_large", why=f"the file unpacks to more than {RATIO_LIMIT} times its size"
            )
        yield line.removesuffix(b"\n")


def record(line: bytes, number: int) -> dict[str, Any]:
    """The JSON object of a line; Broken where it is none."""
    try:
        made = json.loads(line)
    except (ValueError, RecursionError):
        raise _not_a_record(number, "it is not JSON") from None
    if not isinstance(made, dict) or not isinstance(made.get("kind"), str):
        raise _not_a_record(number, "it has no kind")
    return made


def _not_a_record(number: int, why: str) -> Broken:
    if number == 1:
        return Broken("not_a_trail", why=f"line 1: {why}")
    return Broken("malformed", line=number, why=why)


def given(made: dict[str, Any], name: str, kind: type, number: int) -> Any:
    """A field of a record, of the type it must have; Broken otherwise."""
    value = made.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Broken("malformed", line=number, why=f"{name} is missing or not as it should be")
    return value
