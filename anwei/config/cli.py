"""The command line: `anwei COMMAND`, each a management command of the room concerned."""

import os
import sys

from django.core.management import execute_from_command_line

from anwei.audit import verify


def main() -> None:
    """Run one command; exit status 0 done, 1 refused or failed, 2 wrong usage."""
    if sys.argv[1:3] == ["audit", "verify"]:
        # An auditor's own machine has no database and no settings, and needs none.
        sys.exit(verify.main(sys.argv[3:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anwei.config.settings")
    execute_from_command_line(sys.argv)
