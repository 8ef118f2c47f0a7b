"""The command line: `anwei COMMAND`, each a management command of the room concerned."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command; exit status 0 done, 1 refused or failed, 2 wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anwei.config.settings")
    execute_from_command_line(sys.argv)
