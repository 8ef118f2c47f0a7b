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
from django.db import DatabaseError

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
        return _told(sys.argv)
    except ImproperlyConfigured as fault:
        if "--json" in sys.argv:
            error = {"id": "anwei.settings", "message": str(fault), "hint": ""}
            sys.stdout.write(json.dumps({"ok": False, "errors": [error], "warnings": []}) + "\n")
        sys.stderr.write(f"{fault}\n")
        return 1
    except DatabaseError:
        if not (pending := _pending()):
            raise
        sys.stderr.write(
            f"The database lacks {pending} of Anwei's migrations: run `anwei migrate`.\n"
        )
        return 1
    except KeyboardInterrupt:
        return 130


def _told(words: list[str]) -> int:
    """Do what was asked for; what was not understood is wrong usage."""
    # Asked for earlier, the commands would be Django's own only, and be remembered so.
    django.setup()
    if not words[1:] or words[1] in HELP and not words[2:]:
        sys.stdout.write(overview())
        return 0 if words[1:] else 2
    if _unknown(words[1]):
        sys.stderr.write(f"There is no command {words[1]!r}; `anwei help` lists them.\n")
        return 2
    execute_from_command_line(words)
    return 0


def _pending() -> int:
    """How many migrations the database lacks; 0 where it cannot even tell."""
    from anwei.config.health import pending_migrations  # needs the settings, which may be bad

    try:
        return len(pending_migrations())
    except DatabaseError:
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
