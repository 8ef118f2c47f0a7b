"""`anwei serve`: the web server, and a worker beside it where asked for."""

import os
from argparse import ArgumentParser

from django.conf import settings
from django.core.checks import WARNING
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from anwei.config import checks, serving


class Command(BaseCommand):
    """Serve until told to stop."""

    help = (
        "Serve the pages. In production refuses to start, in words, where `anwei check` finds an error. "
        "Ctrl-C or SIGTERM ends every process in good order."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        cores = os.cpu_count() or 1
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (8000)")
        parser.add_argument(
            "--workers", type=int, default=min(cores, 4), help="web processes (%(default)s)"
        )
        parser.add_argument("--threads", type=int, default=4, help="threads of each (%(default)s)")
        parser.add_argument(
            "--with-worker", action="store_true", help="a worker too: long and timed work"
        )

    def handle(self, *args: object, **options: object) -> None:
        """Serve."""
        host, port = str(options["host"]), int(str(options["port"]))
        if serving.taken(host, port):
            raise CommandError(f"Port {port} at {host} is taken.")
        self.refuse_faults()
        commands = {
            "The web server": serving.web(
                host,
                port,
                workers=int(str(options["workers"])),
                threads=int(str(options["threads"])),
            )
        }
        if options["with_worker"]:
            commands["The worker"] = serving.worker()
        status = serving.Family(commands).run(
            ready=lambda: serving.answers(host, port),
            tell=self.say,
            greeting=f"Anwei is ready at http://{host}:{port}/ - Ctrl-C ends it.",
        )
        raise SystemExit(status)

    def say(self, text: str) -> None:
        """One line, at once."""
        self.stdout.write(text)
        self.stdout.flush()

    def refuse_faults(self) -> None:
        """Errors stop the start in production; embedded, the first page would tell."""
        if not settings.PRODUCTION:
            return
        errors = [fault for fault in checks.faults(timezone.now()) if fault.level > WARNING]
        if errors:
            told = "\n".join(
                f"{fault.id}: {fault.msg} {fault.hint or ''}".rstrip() for fault in errors
            )
            raise CommandError(f"Not fit to serve:\n{told}")
