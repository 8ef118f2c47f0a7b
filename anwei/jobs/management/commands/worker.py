"""`anwei worker`: does long and timed work until it is told to stop."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from anwei.jobs.worker import Worker


class Command(BaseCommand):
    """Run one worker; start as many as there is work for."""

    help = (
        "Do long and timed work. Start as many workers as you like: a job is held by one of them, "
        "and a scheduled moment makes one job. SIGTERM lets the worker finish its chunk."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--once", action="store_true", help="leave when nothing is due")
        parser.add_argument(
            "--poll", type=float, default=0.5, metavar="SECONDS", help="how often to look for work"
        )
        parser.add_argument("--json", action="store_true", help="print what was done as JSON")

    def handle(self, *args: object, **options: object) -> None:
        """Work."""
        worker = Worker(clock=timezone.now, poll=max(0.05, float(str(options["poll"]))))
        worker.listen()
        ran = worker.run(once=bool(options["once"]))
        if options["json"]:
            self.stdout.write(json.dumps({"worker": worker.name, "jobs": ran}))
        elif options["verbosity"]:
            self.stdout.write(f"{ran} jobs worked on.")
