"""`anwei demo`: fill an empty database with the sample zone."""

import json
import random
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from anwei.accounts.models import User
from anwei.demo import disorder, history, zone
from anwei.demo.meetings import Committee
from anwei.demo.papers import Papers
from anwei.demo.present import Desk

PASSWORD = "anwei-demo"  # noqa: S105 – a sample zone's, printed to whoever starts it


class Command(BaseCommand):
    """Units, people, enterprises and two years of hazards: seeded, reproducible, all names invented."""

    help = "Fill an empty database with a synthetic zone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The size of the zone, its language and its seed."""
        parser.add_argument(
            "--hazards", type=int, default=20_000, help="how many hazards over two years (20000)"
        )
        parser.add_argument(
            "--enterprises", type=int, default=1_500, help="how many enterprises (1500)"
        )
        parser.add_argument(
            "--seed", type=int, default=20231027, help="the same seed and day make the same zone"
        )
        parser.add_argument(
            "--language",
            choices=["en", "zh-hans", "both"],
            default=settings.LANGUAGE_CODE,
            help="language of the sample records; both: by turns, the bodies' names in Chinese",
        )
        parser.add_argument("--logins", action="store_true", help="only print the demo logins")
        parser.add_argument("--json", action="store_true", help="print what was made as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a database that is in use; else build, showing progress."""
        if options["logins"]:
            self._logins(options["json"])
            return
        if settings.PRODUCTION:
            raise CommandError("The sample zone is not for production: its passwords are printed.")
        if User.objects.exists():
            raise CommandError(
                "This database is in use already; the sample zone wants an empty one."
            )
        if options["hazards"] < 0 or options["enterprises"] < 20:
            raise CommandError(
                "The zone needs at least 20 enterprises, and no negative number of hazards."
            )
        both = ("zh-hans", "en")
        languages = both if options["language"] == "both" else (options["language"],)
        with translation.override(languages[0]):
            self._build(options, languages)

    def _build(self, options: dict[str, Any], languages: tuple[str, ...]) -> None:
        rng, language, at = random.Random(options["seed"]), languages[0], timezone.now()  # noqa: S311 – sample data, no secret
        today = timezone.localdate(at)
        total = options["hazards"]
        self._progress(0, total)
        # The logins come last: they mark the zone as complete, and a killed run starts again from empty.
        with transaction.atomic():
            built = zone.build_bodies(rng, at=at, language=language)
            zone.build_sites(built, rng, at=at, languages=languages, many=options["enterprises"])
            people = zone.add_logins(built, rng, at=at, language=language, password=PASSWORD)
        for done in history.tell(
            built, rng, hazards=total, today=today, at=at, languages=languages
        ):
            self._progress(done, total)
        with transaction.atomic():
            cases = Desk(built, rng, today=today, at=at, language=language).lay_out()
            disorder.leave(built, at=at)
        meetings = list(Committee(built, rng, today=today, at=at, language=language).tell())
        office, clerk = built.departments["office"], built.people["clerk"]
        Papers(office, clerk, at=at, language=language).issue()
        made = {
            "units": len(built.departments) + len(built.streets) + len(built.communities),
            "sites": len(built.sites),
            "hazards": total + cases,
            "meetings": len(meetings),
            "people": User.objects.count(),
            "logins": list(people),
        }
        if options["json"]:
            self.stdout.write(json.dumps(made))
        else:
            self.stdout.write(
                f"Made {made['units']} units, {made['people']} people, {made['sites']} sites, {made['hazards']} hazards, {made['meetings']} meetings."
            )
            self._logins(False)

    def _progress(self, done: int, total: int) -> None:
        """A bar on a terminal, a line now and then elsewhere."""
        share = done / total if total else 1.0
        end = "\n" if done == total or not sys.stderr.isatty() else "\r"
        self.stderr.write(
            f"Sample zone [{'#' * round(share * 30):<30}] {done:,}/{total:,}", ending=end
        )

    def _logins(self, as_json: bool) -> None:
        known = User.objects.filter(username__in=zone.LOGINS).select_related("unit").order_by("pk")
        rows = [
            {
                "login": user.username,
                "password": PASSWORD,
                "role": user.role,
                "name": user.name,
                "unit": str(user.unit or ""),
            }
            for user in known
            if user.check_password(PASSWORD)
        ]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                f"  {row['login']:<14} {row['password']:<12} {row['role']:<14} {row['name']}  {row['unit']}"
            )
