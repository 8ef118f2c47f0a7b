"""`anwei import FILE… --suggest | --dry-run | --commit`: a ledger of your own in one line."""

import json
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.models import User
from anwei.imports import profiles, spec
from anwei.imports.actions import batches
from anwei.imports.models import Batch, Choice
from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.fields import targets
from anwei.imports.report import lines
from anwei.imports.wording import titles, words_for_file, words_for_spec
from anwei.jobs import lease, work

SHOWN = 1000
SAMPLES = 3
BROUGHT = {
    "hazards": "hazards",
    "changes": "hazards brought up to date",
    "linked": "rows that were there already",
    "sites": "new sites",
    "visits": "new visits",
    "pictures": "pictures as evidence",
    "pictures_left": "pictures that cannot be shown, left out",
}.items()
# Told even where there are none.
MAIN = {"hazards", "pictures"}


class Command(BaseCommand):
    """The same steps as on the pages, worked through at once."""

    help = (
        "Bring in ledgers (xlsx, xls, csv, csv.gz). --suggest shows what the columns seem to be; --dry-run reads, checks and compares "
        "without changing the register; --commit brings in. Exit status: 0 done, 1 refused or rows with errors, 2 wrong usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            type=Path,
            metavar="FILE",
            help="several linked files belong to one import",
        )
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--suggest", action="store_true", help="only show the suggested mapping")
        what.add_argument(
            "--dry-run", action="store_true", help="rehearse: nothing enters the register"
        )
        what.add_argument(
            "--commit", action="store_true", help="rehearse, then bring in the rows without errors"
        )
        parser.add_argument("--profile", help="a kept profile, or one that comes with Anwei")
        parser.add_argument(
            "--name",
            help="the name under which this ledger is recognised when it comes back (the profile's, else the first file's)",
        )
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="FIELD=TEXT",
            help="what holds for all rows, such as capacity=street; may be given several times",
        )
        parser.add_argument(
            "--changes",
            choices=["keep", "all"],
            default="keep",
            help="a returning ledger: keep the register, or take over all that differs (keep)",
        )
        parser.add_argument(
            "--likely-sites",
            choices=Choice.values,
            default=None,
            help="sites that are likely known: link or create",
        )
        parser.add_argument(
            "--likely-hazards",
            choices=Choice.values,
            default=None,
            help="hazards that are likely known: link or create",
        )
        parser.add_argument("--as", dest="by", help="user name on the trail (system:command)")
        parser.add_argument(
            "--json", action="store_true", help="for machines: mapping, counts, errors, duplicates"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        by = self._person(options["by"])
        batch = self._opened(options["files"], by, at)
        try:
            answer = self._work(batch, by, at, options)
        finally:
            if not options["commit"] and batch.pk:
                self._let_go(batch, by, at)
        self._tell(answer, options)
        if answer["counts"].get("bad"):
            raise SystemExit(1)

    def _person(self, name: str | None) -> object:
        if not name:
            return "system:command"
        if (user := User.objects.filter(username=name, is_active=True).first()) is None:
            raise CommandError(f"There is no user {name}.", returncode=2)
        return user

    def _opened(self, files: list[Path], by: object, at: datetime) -> Batch:
        if absent := [str(path) for path in files if not path.is_file()]:
            raise CommandError(f"No such file: {', '.join(absent)}", returncode=2)
        uploads = [File(path.open("rb"), name=path.name) for path in files]
        try:
            return batches.open_batch(uploads, by=by, at=at)
        except Unreadable as fault:
            raise CommandError(
                words_for_file(fault, files[0].name if len(files) == 1 else ""), returncode=1
            ) from None
        finally:
            for upload in uploads:
                upload.close()

    def _work(
        self, batch: Batch, by: object, at: datetime, options: dict[str, Any]
    ) -> dict[str, Any]:
        tables, namespace, given = self._mapping(batch, options)
        mapping = [
            table.as_json() | {"file": str(batch.files.get(position=table.file))}
            for table in tables
        ]
        if options["suggest"]:
            for table, told in zip(tables, mapping, strict=True):
                told |= self._looked_at(batch, table)
            return {"mapping": mapping, "counts": {}, "errors": [], "duplicates": {}}
        try:
            batches.map_batch(
                batch,
                tables,
                namespace=namespace,
                options=given,
                by=by,
                at=at,
                profile=options["profile"] or "",
            )
        except spec.SpecFault as fault:
            raise CommandError(
                f"{words_for_spec(fault)} (--set FIELD=TEXT)", returncode=2
            ) from None
        self._run(batch, "rehearse", by, at, options)
        errors = [
            dict(zip(("sheet", "row", "weight", "reason"), line[:4], strict=True))
            | {"cells": line[4:]}
            for line, _n in zip(lines(batch, severity="error"), range(SHOWN), strict=False)
        ]
        duplicates = self._duplicates(batch)
        if options["commit"]:
            self._ask_about_twins(batch, by, at, options)
            self._run(batch, "commit", by, at, options)
        return {
            "batch": batch.pk if options["commit"] else None,
            "mapping": mapping,
            "counts": batch.counts,
            "errors": errors,
            "duplicates": duplicates,
        }

    def _let_go(self, batch: Batch, by: object, at: datetime) -> None:
        """Only a look was asked for: the batch goes, unless a worker is still at it because the look was broken off."""
        try:
            batches.discard(Batch.objects.get(pk=batch.pk), by=by, at=at)
        except batches.BatchRefused:
            self.stderr.write(
                f"Import {batch.pk} is still being worked on; throw it away under Imports."
            )

    def _ask_about_twins(
        self, batch: Batch, by: object, at: datetime, options: dict[str, Any]
    ) -> None:
        """Rows that the register likely holds are not brought in a second time unasked."""
        twins = batch.twins.count()
        if not twins or options["likely_hazards"]:
            return
        batches.discard(batch, by=by, at=at)
        raise CommandError(
            f"{twins:,} rows are nearly the same as hazards of the register. Nothing was brought in. Say "
            "--likely-hazards link (they are the same) or --likely-hazards create (they are others).",
            returncode=1,
        )

    def _looked_at(self, batch: Batch, table: spec.Table) -> dict[str, Any]:
        """Some values of every column, and the columns that are nothing of this and kept beside the row."""
        file = batch.files.get(position=table.file)
        sheet = next(each for each in file.sheets if each["name"] == table.sheet)
        samples = {
            name: list(
                dict.fromkeys(row[at] for row in sheet["samples"] if at < len(row) and row[at])
            )[:SAMPLES]
            for at, name in enumerate(sheet["names"])
        }
        fed = {name for names in table.columns.values() for name in names}
        return {"samples": samples, "kept": [name for name in sheet["names"] if name not in fed]}

    def _mapping(
        self, batch: Batch, options: dict[str, Any]
    ) -> tuple[list[spec.Table], str, dict[str, str]]:
        given = {"changes": options["changes"]}
        given |= {
            name: options[name] for name in ("likely_sites", "likely_hazards") if options[name]
        }
        files = list(batch.files.all())
        tables = profiles.suggested(files)
        namespace = options["name"] or profiles.name_of(files, tables)
        if options["profile"]:
            known = profiles.for_unit(None, everything=True).get(options["profile"])
            if known is None:
                raise CommandError(
                    f"There is no profile {options['profile']}. Known: {', '.join(sorted(profiles.for_unit(None, everything=True)))}",
                    returncode=2,
                )
            tables, namespace, given = (
                profiles.place(known.tables, files),
                options["name"] or known.namespace,
                known.options | given,
            )
            if not tables:
                raise CommandError("The files have not the columns of this profile.", returncode=1)
        for pair in options["set"]:
            self._fix(tables, pair)
        return tables, namespace, given

    def _fix(self, tables: list[spec.Table], pair: str) -> None:
        code, sign, text = pair.partition("=")
        if not sign or not any(code in kind.fields for kind in targets().values()):
            raise CommandError(
                f"--set takes FIELD=TEXT with a field such as capacity, not {pair!r}.", returncode=2
            )
        for table in tables:
            if code in table.kind.fields and code not in table.columns:
                table.fixed[code] = text

    def _run(
        self, batch: Batch, verb: str, by: object, at: datetime, options: dict[str, Any]
    ) -> None:
        """Ask for the work and do it here with whatever else is due, unless a worker takes it first."""
        getattr(batches, verb)(batch, by=by, at=at)
        job, told = batch.job, ""
        while job is not None and not job.finished:
            if job.error and job.error != told:
                # It is tried again by itself, after minutes in the end; whoever waits is told why.
                told = job.error
                self.stderr.write(f"This went wrong and is tried again: {told.splitlines()[-1]}")
            if (taken := lease.claim(timezone.now())) is not None:
                work.run(taken, clock=timezone.now)
            else:
                time.sleep(0.3)  # a worker has it
            job.refresh_from_db()
        batch.refresh_from_db()
        if job is not None and job.state != "done":
            raise CommandError(job.error or "The work was stopped.", returncode=1)

    def _duplicates(self, batch: Batch) -> dict[str, list]:
        sites = batch.places.filter(match="likely").select_related("site")[:SHOWN]
        hazards = batch.twins.select_related("row", "hazard")[:SHOWN]
        return {
            "sites": [
                {
                    "name": place.name,
                    "like": place.site and place.site.name,
                    "site": place.site_id,
                    "likeness": place.candidates[0][1],
                }
                for place in sites
            ],
            "hazards": [
                {"row": twin.row.number, "like": twin.hazard.number, "likeness": twin.likeness}
                for twin in hazards
            ],
        }

    def _tell(self, answer: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
            return
        for table in answer["mapping"]:
            self._tell_mapping(table)
        words = titles()
        for name, number in answer["counts"].items():
            if isinstance(number, int):
                self.stdout.write(f"{name:20} {number:>10,}")
        for weight, code, number in answer["counts"].get("remarks", []):
            self.stdout.write(f"{weight:8} {number:>10,}  {words.get(code, code)}")
        for line in answer["errors"][:20]:
            self.stdout.write(f"    {line['sheet']} row {line['row']}: {line['reason']}")
        if not options["suggest"]:
            self._tell_end(answer)

    def _tell_end(self, answer: dict[str, Any]) -> None:
        """What came of it in the register, and where it is taken back."""
        number, brought = answer["batch"], answer["counts"].get("brought_in", {})
        if number is None:
            self.stdout.write("Rehearsed only: nothing was brought in. --commit brings it in.")
            return
        self.stdout.write(f"Brought in as import {number}:")
        for name, label in BROUGHT:
            if name in MAIN or brought.get(name):
                self.stdout.write(f"    {brought.get(name, 0):>10,}  {label}")
        self.stdout.write(
            f"It can be undone on its page {reverse('imports:batch', args=[number])}, for as long as nobody has worked on it."
        )

    def _tell_mapping(self, table: dict[str, Any]) -> None:
        """One table of the mapping, with values if they were looked at."""
        self.stdout.write(f"{table['file']} {table.get('sheet', '')}: {table['target']}")
        for code, names in table["columns"].items():
            seen = [text for name in names for text in table.get("samples", {}).get(name, ())]
            shown = f"    e.g. {' | '.join(seen)[:100]}" if seen else ""
            self.stdout.write(f"    {code:15} <- {', '.join(names)}{shown}")
        if table.get("kept"):
            self.stdout.write(f"    {'(kept as it is)':15} <- {', '.join(table['kept'])}")
