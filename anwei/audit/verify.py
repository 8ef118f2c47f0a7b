"""Verify an exported trail without database and without settings: `python -m anwei.audit.verify FILE`.

Reads the file once and stops at the first fault. docs/trail-format.md says what the lines mean,
docs/guide/auditor.md how to use this. Plain Python, no Django.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from anwei.audit import heads, reading
from anwei.audit.chain import Chain, Report
from anwei.audit.faults import Broken, Remark
from anwei.audit.heads import Claim, NotAHead


def check(
    lines: Iterable[bytes], *, claims: Sequence[Claim] = (), trusted: Iterable[str] = ()
) -> Report:
    """Walk the lines; the report names the first fault and what the check cannot prove."""
    chain = Chain(claims, trusted)
    try:
        for line in lines:
            chain.feed(line)
        return chain.finish()
    except Broken as broken:
        chain.report.fault = broken.fault
        return chain.report


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="anwei audit verify",
        description="Check that an exported trail was not rewritten. Needs no database. "
        "Exit status: 0 nothing wrong, 1 something is, 2 wrong usage.",
    )
    made.add_argument("file", type=Path, help="the export, plain or gzip")
    made.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="H",
        help="a day head you were handed: its file, the text of its QR code, or the hash; "
        "may be given several times",
    )
    made.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="NAME",
        help="the name of a signing key you were told; heads signed with any other are refused",
    )
    made.add_argument("--json", action="store_true", help="print the report for machines")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    wanted = parser().parse_args(arguments)
    try:
        claims = [_claim(text, wanted.key) for text in wanted.head]
        report = check(reading.lines(wanted.file), claims=claims, trusted=wanted.key)
    except Broken as broken:
        report = Report(fault=broken.fault)
    except (NotAHead, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    text = json.dumps(machine(report), ensure_ascii=False) if wanted.json else words(report)
    sys.stdout.write(text + "\n")
    return 1 if report.fault else 0


def _claim(text: str, trusted: Sequence[str]) -> Claim:
    """A head from outside; where keys were named, it must be signed with one of them."""
    claim = heads.read(text)
    if trusted and claim.key and claim.key not in trusted:
        raise Broken("head_unknown_key", day=claim.day, key=claim.key)
    return claim


def machine(report: Report) -> dict[str, Any]:
    """The report for machines."""
    return {
        "ok": report.fault is None,
        "fault": report.fault and _remark(report.fault),
        "entries": report.sealed,
        "unsealed": report.unsealed,
        "first_seal": report.first_seal,
        "last_seal": report.last_seal,
        "last_hash": report.last_hash,
        "heads": report.heads,
        "last_head": report.last_head or None,
        "keys": report.keys,
        "vouched": [{"seal": claim.number, "hash": claim.hash} for claim in report.vouched],
        "cannot_prove": [_remark(remark) for remark in report.cannot],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {"code": remark.code, "text": str(remark), **remark.facts}


def words(report: Report) -> str:
    """The report for people."""
    reach = (
        f"seals {report.first_seal} to {report.last_seal}, {report.sealed} entries"
        if report.sealed
        else "no sealed entry"
    )
    if report.fault:
        return (
            f"NOT INTACT. {report.fault}\nIn order before that: {reach}, {report.heads} day heads."
        )
    parts = [
        f"Nothing was changed, removed or reordered: {reach}, {report.heads} signed day heads.",
        f"The chain ends with {report.last_hash}.",
        *(f"Fits the head from outside over seal {claim.number}." for claim in report.vouched),
        "What this does not prove:",
        *(f"- {remark}" for remark in report.cannot),
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
