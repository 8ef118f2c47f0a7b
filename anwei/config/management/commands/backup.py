"""`anwei backup FILE`: database and files in one archive."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from anwei.config import backup


class Command(BaseCommand):
    """Write a backup while Anwei goes on working."""

    help = (
        "Write the database and all files into one archive, readable by you alone, while Anwei goes on working. "
        "It holds personal data: keep it as carefully as the system itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="the archive to write; must not exist"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: object, **options: object) -> None:
        """Back up."""
        path = Path(str(options["file"])).absolute()
        try:
            made = backup.make(path, at=timezone.now())
        except (backup.BackupRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        size = path.stat().st_size
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(path), "size": size, **made}))
        else:
            self.stdout.write(f"{path}: {made['database']}, {made['files']} files, {size:,} bytes")
