"""`anwei audit …`: the trail goes out, and shows where it stands. `verify` needs no Django at all."""

import gzip
import json
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from anwei.audit import actions, canon, export, handing, queries, verify


def _day(text: str) -> date:
    return date.fromisoformat(text)


class Command(BaseCommand):
    """The audit room's commands."""

    help = "Export and verify the trail, hand out day heads, show where the chain stands."

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand each."""
        commands = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        out = commands.add_parser("export", help="write the trail with its seals and heads")
        out.add_argument("file", type=Path, help="JSON lines; a name ending in .gz is packed")
        out.add_argument("--since", type=_day, metavar="DAY", help="only what was sealed from then")
        out.add_argument(
            "--until", type=_day, metavar="DAY", help="only what was sealed until then"
        )
        out.add_argument("--json", action="store_true", help="print the counts for machines")
        # Handled before Django starts (config/cli.py); named here for --help and manage.py.
        check = commands.add_parser("verify", help="check an exported file", add_help=False)
        check.add_argument("rest", nargs="*")
        head = commands.add_parser(
            "head", help="print the signed head of a day, to hand it outside"
        )
        head.add_argument("day", type=_day, nargs="?", help="default: the last one signed")
        commands.add_parser("status", help="entries not sealed yet, last seal, last head (JSON)")
        commands.add_parser("seal", help="seal now everything that was committed")
        commands.add_parser("make-key", help="print a fresh key for ANWEI_TRAIL_KEY or _DIGEST_KEY")

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand `verify` its arguments as they are."""
        if argv[2:3] == ["verify"]:
            raise SystemExit(verify.main(argv[3:]))
        super().run_from_argv(argv)

    def handle(self, *_: Any, verb: str, **options: Any) -> None:
        """Run one subcommand."""
        getattr(self, "_" + verb.replace("-", "_"))(**options)

    def _export(
        self, *, file: Path, since: date | None, until: date | None, **options: Any
    ) -> None:
        if since and until and since > until:
            raise CommandError("--since is after --until.", returncode=2)
        part = file.with_name(f".{file.name}.part")
        try:
            end = self._write(part, file.suffix == ".gz", since, until)
            os.replace(part, file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error}.") from None
        finally:
            part.unlink(missing_ok=True)
        counts = {**json.loads(end), "file": str(file)}
        counts.pop("kind")
        if options["json"]:
            self.stdout.write(json.dumps(counts, ensure_ascii=False))
            return
        self.stdout.write(
            "{file}: {entries} sealed entries, {seals} seals, {heads} day heads, "
            "{unsealed} entries not sealed yet.".format(**counts)
        )

    def _write(self, path: Path, packed: bool, since: date | None, until: date | None) -> bytes:
        """Write the lines; returns the last one."""
        chosen, line = export.span(since=since, until=until), b"{}"
        with gzip.open(path, "wb", compresslevel=6) if packed else path.open("wb") as file:
            for line in export.lines(chosen, at=timezone.now()):
                file.write(line + b"\n")
        return line

    def _head(self, *, day: date | None, **_: Any) -> None:
        head = queries.head_of(day) if day else queries.last_head()
        if head is None:
            raise CommandError(
                "There is no signed head of that day." if day else "No head is signed yet."
            )
        self.stdout.write(handing.head_file(head))

    def _status(self, **_: Any) -> None:
        last, head = queries.last_seal(), queries.last_head()
        shown = {
            "unsealed": queries.unsealed_count(everywhere=True),
            "sealed": last.total if last else 0,
            "last_seal": last and last.number,
            "last_hash": last and last.hash,
            "sealed_at": last and canon.moment(last.sealed_at),
            "last_head": head and canon.day(head.day),
        }
        self.stdout.write(json.dumps(shown))

    def _seal(self, **_: Any) -> None:
        sealed = 0
        while made := actions.seal(at=timezone.now(), everywhere=True):
            sealed += made
        actions.sign_heads(at=timezone.now())
        self.stdout.write(f"{sealed} entries sealed.")

    def _make_key(self, **_: Any) -> None:
        self.stdout.write(secrets.token_urlsafe(32))
