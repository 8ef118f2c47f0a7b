"""One measurement in a process of its own: `python -m bench.inside MODULE RESULT`, started by the runner.

The environment names the database; the figures go to the file RESULT as JSON lines.
"""

import json
import os
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import django

from bench.databases import Place


def main(module: str, result: str) -> None:
    """Measure, telling each figure as soon as it is known."""
    django.setup()
    given = json.loads(os.environ["BENCH_PLACE"])
    place = Place(given["cluster"], Path(given["home"]), given["scale"])
    with open(result, "w", encoding="utf-8") as file:
        for figure in import_module(f"bench.{module}").measure(place, say):
            file.write(json.dumps(asdict(figure)) + "\n")
            mark = {True: "reached", False: "MISSED", None: ""}[figure.reached]
            note = f"  ({figure.note})" if figure.note else ""
            say(f"  {figure.what:<64} {figure.shown:>12}  {figure.target:<20} {mark}{note}")


def say(text: str) -> None:
    """To the person who waits, at once."""
    print(text, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
