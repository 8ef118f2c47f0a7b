"""The command line: `anwei COMMAND`, each a management command of the room concerned."""

import json
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from anwei.audit import verify


def main() -> int:
    """Run one command; exit status 0 done, 1 refused or failed, 2 wrong usage.

    A bad setting is told in words, not as a traceback; 130 after Ctrl-C.
    """
    if sys.argv[1:3] == ["audit", "verify"]:
        # An auditor's own machine has no database and no settings, and needs none.
        return verify.main(sys.argv[3:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anwei.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        if "--json" in sys.argv:
            error = {"id": "anwei.settings", "message": str(fault), "hint": ""}
            sys.stdout.write(json.dumps({"ok": False, "errors": [error], "warnings": []}) + "\n")
        sys.stderr.write(f"{fault}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
