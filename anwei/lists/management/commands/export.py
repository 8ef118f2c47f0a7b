"""`anwei export LIST`: a list as a file, with the filters, order and columns its page has."""

import json
import shutil
from argparse import RawDescriptionHelpFormatter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.http import urlencode

from anwei.accounts.models import User
from anwei.lists import actions, bundle, export, registered, sheets
from anwei.lists.models import Export
from anwei.lists.spec import ListSpec

WRONG_USAGE = 2


class Command(BaseCommand):
    """Write a list to an xlsx or csv file, or the files of its rows to a zip."""

    help = "Write a list to an xlsx or csv file, or the files of its rows to a zip, as one person may have it."

    def create_parser(self, prog_name: str, subcommand: str, **more: Any) -> CommandParser:
        """The lists of this installation stand in the help."""
        lists = "\n".join(
            f"  {key}: filters {', '.join(registered.find(key).filters_by_key()) or '-'}"
            for key in registered.names()
        )
        epilog = f"Lists:\n{lists or '  none'}"
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            **more,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """What and where to."""
        parser.add_argument("list", help="which list")
        parser.add_argument(
            "-o",
            "--output",
            type=Path,
            required=True,
            metavar="FILE",
            help="ends in .xlsx, .csv or .zip",
        )
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="as in the list's address; q=WORDS searches; may be repeated",
        )
        parser.add_argument("--columns", metavar="KEY,KEY", help="which columns, in this order")
        parser.add_argument(
            "--sort", metavar="KEY", help='a column; "-KEY" descending (write --sort=-KEY)'
        )
        parser.add_argument(
            "--as",
            dest="username",
            metavar="USER",
            help="with this person's rights; default: those of an administrator",
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )
        parser.add_argument(
            "--json", action="store_true", help="print what was written for machines"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Write the file, or say in words why not; a file that is there is replaced whole."""
        now = timezone.now()
        with translation.override(options["language"]):
            done = self._write(now, options)
        what = f"rows, {len(done['columns'])} columns" if done["columns"] else "files"
        words = f"{done['rows']} {what}: {done['file']}"
        if done["withheld"]:
            words += f" (left out as personal: {', '.join(done['withheld'])})"
        self.stdout.write(json.dumps(done, ensure_ascii=False) if options["json"] else words)

    def _write(self, now: datetime, options: dict[str, Any]) -> dict[str, object]:
        path: Path = options["output"]
        kind = path.suffix.lower().removeprefix(".")
        if kind not in Export.Format.values:
            raise CommandError(
                f"{path}: the name must end in .xlsx, .csv or .zip.", returncode=WRONG_USAGE
            )
        table = self._table(now, options)
        partial = path.with_name(f".{path.name}.part.{kind}")
        try:
            rows = _whole(table, partial, kind, now)
            partial.replace(path)
        except bundle.NotPacked as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as fault:
            raise CommandError(f"{path}: {fault.strerror or fault}") from fault
        finally:
            partial.unlink(missing_ok=True)
        zipped = kind == Export.Format.ZIP
        columns = [] if zipped else [column.key for column in table.columns]
        actions.note_export(
            list_key=table.spec.key,
            query=table.shown.query(),
            columns=columns,
            rows=rows,
            by=_actor(options),
            at=now,
        )
        return {
            "list": table.spec.key,
            "file": str(path),
            "rows": rows,
            "columns": columns,
            "withheld": [] if zipped else [column.key for column in table.withheld],
        }

    def _table(self, now: datetime, options: dict[str, Any]) -> export.Table:
        spec = self._spec(options["list"])
        pairs = [tuple(part.split("=", 1)) for part in options["filter"]]
        if any(len(pair) != 2 for pair in pairs):
            raise CommandError("--filter takes KEY=VALUE.", returncode=WRONG_USAGE)
        pairs += [
            (name, options[option])
            for name, option in (("sort", "sort"), ("cols", "columns"))
            if options[option]
        ]
        try:
            table = export.table(
                spec,
                urlencode(pairs),
                user=self._user(options["username"]),
                today=timezone.localdate(now),
            )
        except export.NotAllowed as refusal:
            raise CommandError(str(refusal)) from None
        if table.shown.problems:
            raise CommandError(" ".join(table.shown.problems), returncode=WRONG_USAGE)
        return table

    def _spec(self, key: str) -> ListSpec:
        try:
            return registered.find(key)
        except registered.UnknownList:
            known = ", ".join(registered.names()) or "none"
            raise CommandError(
                f"There is no list {key!r}. Lists: {known}.", returncode=WRONG_USAGE
            ) from None

    def _user(self, username: str | None) -> User:
        if not username:
            return User(username="system", role="administrator")
        user = User.objects.select_related("unit").filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        return user


def _actor(options: dict[str, Any]) -> str:
    """Who stands on the trail: the machine, and in whose name."""
    return (
        f"system:export as {options['username']}"[:80] if options["username"] else "system:export"
    )


def _whole(table: export.Table, path: Path, kind: str, now: datetime) -> int:
    """Write the table, again if rows came in meanwhile that needed another sheet; of a zip, its files."""
    if kind == Export.Format.ZIP:
        packing = bundle.Packing(table)
        packing.weigh(shutil.disk_usage(path.parent).free)
        return packing.write(path, lambda number: None)
    while True:
        try:
            return table.write(path, kind, at=now)
        except sheets.MoreRows:
            continue
