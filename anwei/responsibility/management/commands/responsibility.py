"""`anwei responsibility SITE --on DATE` and `anwei responsibility gaps`."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from anwei.responsibility import faults, queries
from anwei.responsibility.models import Site

MOST = 20


def a_day(text: str) -> date:
    """A day as the command takes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no day: write it as 2026-11-23.", returncode=2) from None


class Command(BaseCommand):
    """Answers from the record; changes nothing."""

    help = "Who answered for a site on a day; or, with the word gaps, where nobody does. Exit status 0: answered, 1: no such site or no database, 2: several sites fit, or wrong usage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "site",
            metavar="SITE|gaps",
            help="number, key in the source, credit code or part of the name of a site; or the word gaps",
        )
        parser.add_argument("--on", default="", metavar="DATE", help="the day, 2026-11-23 (today)")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        on = a_day(options["on"]) if options["on"] else timezone.localdate()
        try:
            if options["site"] == "gaps":
                self._gaps(on, options["json"])
            else:
                self._site(" ".join(options["site"].split()), on, options["json"])
        except DatabaseError:
            raise CommandError(
                "The database is not set up yet: run `anwei migrate` first.", returncode=1
            ) from None

    def _gaps(self, on: date, machine: bool) -> None:
        counts = faults.counts(on)
        total, complete = faults.whole(on)
        if machine:
            self._print(
                {"on": on.isoformat(), "sites": total, "complete": complete, "gaps": counts}
            )
            return
        self.stdout.write(f"{total} sites in business on {on}, {complete} complete.")
        for code, number in counts.items():
            self.stdout.write(f"{number:>8}  {code}: {faults.FAULTS[code].meaning}")

    def _site(self, text: str, on: date, machine: bool) -> None:
        found = list(queries.sites_called(Site.objects.all(), text)[: MOST + 1]) if text else []
        if len(found) != 1:
            self._refuse(text, found, machine)
        site = found[0]
        rows = queries.four_lines(site, on)
        if machine:
            lines = {row.kind: [plain(held) for held in row.held] for row in rows}
            self._print(
                {
                    "site": facts(site),
                    "on": on.isoformat(),
                    "lines": lines,
                    "overlaps": [row.kind for row in rows if row.overlaps],
                }
            )
            return
        self.stdout.write(f"{site.name} (no. {site.pk}) on {on}{'' if site.active else ', closed'}")
        for row in rows:
            for held in row.held:
                self.stdout.write(
                    f"  {row.label}: {held.line.unit or '-'}, {held.who or 'nobody named'}; {held.line.basis or 'no source'}; since {held.line.since}, until {held.line.until or 'further notice'}"
                )
            if not row.held:
                self.stdout.write(f"  {row.label}: {self._without_line(row.kind, site)}")
            if row.overlaps:
                self.stdout.write(f"  {row.label}: overlap")

    def _without_line(self, kind: str, site: Site) -> str:
        if kind == "operator" and site.enterprise:
            return str(site.enterprise)
        return (
            f"{site.territory} (by its place)"
            if kind == "territory" and site.territory
            else "nobody"
        )

    def _refuse(self, text: str, found: list[Site], machine: bool) -> None:
        """None or several: say so, list them, end with 1 or 2."""
        words = f"No site is called {text!r}." if not found else f"Several sites fit {text!r}."
        if machine:
            self._print({"error": words, "candidates": [facts(site) for site in found[:MOST]]})
        else:
            self.stderr.write(words)
            for site in found[:MOST]:
                self.stderr.write(
                    f"{site.pk:>8}  {site.name}; {site.address or 'no address'}; {site.enterprise or 'no enterprise'}"
                )
            if len(found) > MOST:
                self.stderr.write(f"          and more: only the first {MOST} are listed")
        raise SystemExit(2 if found else 1)

    def _print(self, answer: dict) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def facts(site: Site) -> dict:
    """A site for machines."""
    return {
        "number": site.pk, "name": site.name, "address": site.address, "external_key": site.external_key, "active": site.active,
        "enterprise": site.enterprise.name if site.enterprise else None, "credit_code": site.enterprise.credit_code if site.enterprise else None,
        "territory": str(site.territory) if site.territory else None, "sectors": site.sectors, "attributes": site.attributes,
    }  # fmt: skip


def plain(held: queries.Held) -> dict:
    """A line for machines."""
    line = held.line
    return {
        "unit": line.unit.name if line.unit else None, "post": line.post.title if line.post else None, "person": held.who or None,
        "source": line.source, "since": line.since.isoformat(), "until": line.until.isoformat() if line.until else None, "origin": line.origin,
    }  # fmt: skip
