"""`anwei restore FILE`: a backup back in place."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from anwei.config import backup
from anwei.config.archive import ArchiveRefused
from anwei.config.snapshot import SnapshotRefused


class Command(BaseCommand):
    """Verify an archive, then put it in place."""

    help = (
        "Verify every byte of a backup, then put its database and files in place and bring them up to this version. "
        "Stop the servers and workers first. Refuses a place that is in use, unless --force: then what is there is lost."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="an archive that `anwei backup` wrote"
        )
        parser.add_argument("--force", action="store_true", help="replace what is there")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: object, **options: object) -> None:
        """Restore."""
        path = Path(str(options["file"]))
        try:
            done = backup.restore(path, force=bool(options["force"]))
        except (backup.BackupRefused, ArchiveRefused, SnapshotRefused, Error, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(done))
        else:
            self.stdout.write(
                f"Restored {done['database']} and {done['files']} files of {done['made_at']}."
            )
