"""`anwei clauses "text"`: ranked candidate clauses for the words of an inspector."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from anwei.standards import pack as packs
from anwei.standards import suggest


class Command(BaseCommand):
    """Suggests; a person determines."""

    help = "Rank the determination clauses that fit a description. Exit status 1: nothing fits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", help="what was seen, in Chinese or English")
        parser.add_argument(
            "--sector",
            action="append",
            default=[],
            help="the site's sector; may be given several times",
        )
        parser.add_argument(
            "--attribute",
            action="append",
            default=[],
            help="a risk attribute of the site; may be given several times",
        )
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            default=None,
            help="the day of the finding, 2026-11-23 (today)",
        )
        parser.add_argument("--limit", type=int, default=8, help="at most so many (8)")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        self._refuse_unknown("sector", options["sector"], packs.current().sectors)
        self._refuse_unknown("attribute", options["attribute"], packs.current().attributes)
        try:
            found = self._ranked(on, options)
        except DatabaseError:
            raise CommandError(
                "The database is not set up yet: run `anwei migrate` first.", returncode=2
            ) from None
        notices = [spot.words for spot in self._blind(on, options)]
        if options["json"]:
            answer = {
                "on": on.isoformat(),
                "clauses": [_plain(s) for s in found],
                "notices": notices,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self._tell(found, notices)
        if not found:
            raise SystemExit(1)

    def _ranked(self, on: date, options: dict[str, Any]) -> list[suggest.Suggestion]:
        return suggest.rank(
            options["text"],
            sectors=options["sector"],
            attributes=options["attribute"],
            on=on,
            limit=options["limit"],
        )

    def _blind(self, on: date, options: dict[str, Any]) -> list[suggest.BlindSpot]:
        return suggest.blind_spots(
            options["text"], sectors=options["sector"], attributes=options["attribute"], on=on
        )

    def _refuse_unknown(self, what: str, given: list[str], known: Any) -> None:
        for name in given:
            if name not in known:
                raise CommandError(
                    f"No such {what}: {name}. Known: {', '.join(known)}.", returncode=2
                )

    def _tell(self, found: list[suggest.Suggestion], notices: list[str]) -> None:
        for notice in notices:
            self.stdout.write(f"Note: {notice}")
        for place, s in enumerate(found, 1):
            self.stdout.write(
                f"{place}. {s.ref}  {s.clause.standard_number} {s.clause.article}  {s.score:.2f}"
            )
            self.stdout.write(f"   {s.clause.title}")
            self.stdout.write(f"   words: {', '.join(s.words)}")
            if not s.selectable:
                self.stdout.write(f"   not selectable: {s.clause.why_not}")
        if not found:
            self.stdout.write("No clause fits this text.")


def _plain(s: suggest.Suggestion) -> dict[str, Any]:
    return {
        **s.clause.facts(),
        "score": s.score,
        "words": list(s.words),
        "selectable": s.selectable,
        "why_not": str(s.clause.why_not),
        "fits_site": s.fits_site,
    }
