"""The command line: `anwei COMMAND`, each a management command of the room concerned."""

import json
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import (
    execute_from_command_line,
    get_commands,
    load_command_class,
)

from anwei.audit import verify

HELP = ("help", "--help", "-h")
# Django's own that whoever runs Anwei needs (docs/deploy.md).
BORROWED = ("migrate", "collectstatic")


def main() -> int:
    """Run one command; exit status 0 done, 1 refused or failed, 2 wrong usage.

    A bad setting is told in words, not as a traceback; 130 after Ctrl-C.
    """
    if sys.argv[1:3] == ["audit", "verify"]:
        # An auditor's own machine has no database and no settings, and needs none.
        return verify.main(sys.argv[3:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anwei.config.settings")
    try:
        # Asked for earlier, the commands would be Django's own only, and be remembered so.
        django.setup()
        if not sys.argv[1:] or sys.argv[1] in HELP and not sys.argv[2:]:
            sys.stdout.write(overview())
            return 0 if sys.argv[1:] else 2
        if _unknown(sys.argv[1]):
            sys.stderr.write(f"There is no command {sys.argv[1]!r}; `anwei help` lists them.\n")
            return 2
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


def _unknown(name: str) -> bool:
    """Whether no room and no library has such a command; options come before none."""
    return not name.startswith("-") and name not in {*HELP, "version", *get_commands()}


def overview() -> str:
    """Anwei's commands with a sentence each, then those of Django that are needed to run it."""
    homes = get_commands()
    own = [
        name
        for name, home in sorted(homes.items())
        if isinstance(home, str) and home.startswith("anwei.")
    ]
    lines = [f"  {name:<16}{_first_sentence(homes[name], name)}" for name in own]
    return "\n".join(
        [
            "anwei COMMAND [--help]: exit status 0 done, 1 refused or failed, 2 wrong usage.",
            "",
            *lines,
            "",
            f"Of Django: {', '.join(BORROWED)}.",
            "",
        ]
    )


def _first_sentence(home: str, name: str) -> str:
    return load_command_class(home, name).help.split(". ")[0].rstrip(".") + "."
