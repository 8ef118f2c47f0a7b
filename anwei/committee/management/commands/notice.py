"""`anwei notice read FILE`: what a notice, minutes or a directive says, each fact with its sentence."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from anwei.committee.reading import facts, reader, texts


class Command(BaseCommand):
    """Reads and tells; nothing is written anywhere, and no database is asked."""

    help = (
        "Read a notice, minutes or a directive (txt, html, docx, PDF with text). "
        "Exit status: 0 read, 1 the file cannot be read, 2 wrong usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        read = verbs.add_parser("read", help="tell what the paper says")
        read.add_argument("file", type=Path, metavar="FILE")
        read.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"No such file: {path}", returncode=2)
        try:
            with path.open("rb") as opened:
                text = texts.text_of(File(opened, name=path.name))
        except texts.UploadRefused as refusal:
            raise CommandError(str(refusal), returncode=1) from None
        said = facts.as_json(reader.read(text))
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            self._tell(said)

    def _tell(self, said: dict[str, Any]) -> None:
        self.stdout.write(f"{said['kind']}: {said['title'] or 'without a title'}")
        for label, value in _facts(said):
            self.stdout.write(f"  {label}: {value}")
        for place, demand in enumerate(said["requirements"], 1):
            self.stdout.write(f"  {place}. {demand['text']}")
            if demand["addressees"]:
                self.stdout.write(f"     for {', '.join(demand['addressees'])}")
            if demand["term"]:
                day = f" ({demand['due']})" if demand["due"] else ""
                self.stdout.write(f"     until {demand['term']}{day}")


def _facts(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is said of the whole paper, a label and a value a line."""
    for body in said["bodies"]:
        words = (body["kind"], body["number"] and f"number {body['number']}", body["year"])
        yield "body", ", ".join([body["name"], *(str(word) for word in words if word)])
    for name in ("document_number", "date", "time", "place", "published", "issued_by"):
        if said[name]:
            yield name.replace("_", " "), said[name]
    for person in said["people"]:
        yield person["part"], ", ".join(filter(None, (person["name"], person["post"])))
    for name in ("sectors", "campaigns", "attitude_problems", "principles"):
        if said[name]:
            yield name.replace("_", " "), "; ".join(said[name])
    if said["directives"]:
        yield "from above", "; ".join(one["name"] for one in said["directives"])
