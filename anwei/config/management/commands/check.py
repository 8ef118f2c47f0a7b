"""`anwei check`: is everything set up so that Anwei can serve."""

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.checks import WARNING, CheckMessage
from django.core.management.base import BaseCommand
from django.utils import timezone

from anwei.config import checks


class Command(BaseCommand):
    """Say in words what is wrong."""

    help = "Check settings, database, files and mail. Exit status 0: fit to serve; 1: not; 2: wrong usage."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: object, **options: object) -> None:
        """Check."""
        found = checks.faults(timezone.now())
        errors = [fault for fault in found if fault.level > WARNING]
        warnings = [fault for fault in found if fault.level == WARNING]
        if options["json"]:
            answer = {"ok": not errors, "mode": settings.MODE}
            answer |= {"errors": [told(fault) for fault in errors]}
            answer |= {"warnings": [told(fault) for fault in warnings]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.tell(errors, warnings)
        if errors:
            raise SystemExit(1)

    def tell(self, errors: list[CheckMessage], warnings: list[CheckMessage]) -> None:
        """The same for people."""
        for word, found in (("error", errors), ("warning", warnings)):
            for fault in found:
                self.stdout.write(f"{word} {fault.id}: {fault.msg}")
                if fault.hint:
                    self.stdout.write(f"    {fault.hint}")
        self.stdout.write(f"{len(errors)} errors, {len(warnings)} warnings ({settings.MODE})")


def told(fault: CheckMessage) -> dict[str, str]:
    """One fault for machines."""
    return {"id": fault.id or "", "message": str(fault.msg), "hint": str(fault.hint or "")}
