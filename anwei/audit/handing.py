"""A day head in the forms in which it leaves the house: file, QR code, mail."""

import json
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from anwei.audit.models import Entry, Head, SigningKey

HANDED = "audit.head_handed"


def head_record(head: Head) -> dict[str, Any]:
    """The head with its public key: all that `anwei audit verify --head` needs."""
    public = SigningKey.objects.values_list("public", flat=True).get(name=head.key_name)
    return {
        "kind": "head",
        "statement": head.statement,
        "signature": head.signature,
        "key": {"name": head.key_name, "public": public},
    }


def head_file(head: Head) -> str:
    """The head as the text of a file."""
    return json.dumps(head_record(head), ensure_ascii=False, indent=1)


def file_name(head: Head) -> str:
    """What the file is called."""
    return f"anwei-head-{head.day}.json"


def head_code(head: Head) -> str:
    """The QR code of the head as a data address of an SVG picture."""
    return segno.make(code_text(head), error="l").svg_data_uri(scale=4, border=4)


def code_text(head: Head) -> str:
    """All of the head in three lines: statement, signature, public key. Short, so that it prints coarse."""
    record = head_record(head)
    return "\n".join([record["statement"], record["signature"], record["key"]["public"]])


def grouped(hash_: str) -> str:
    """A hash in groups of eight, so that two people can compare it aloud."""
    return " ".join(hash_[at : at + 8] for at in range(0, len(hash_), 8))


def due(payload: dict[str, Any]) -> tuple[list[date], list[str]]:
    """Which days to mail to whom: the one asked for, or all that were not sent yet."""
    if "day" in payload:
        return [date.fromisoformat(payload["day"])], list(payload["to"])
    handed = Entry.objects.filter(action=HANDED, now__standing=True).order_by("-id").first()
    days = Head.objects.order_by("day").values_list("day", flat=True)
    if handed:
        days = days.filter(day__gt=date.fromisoformat(handed.subject.rpartition(":")[2]))
    return list(days), list(settings.HEADS_TO)


def mail(days: list[date], to: list[str]) -> None:
    """Send the heads of these days, a file each, in one message."""
    heads = list(Head.objects.filter(day__in=days).order_by("day"))
    purpose = _(
        "Keep this message and its files. They show later that the record was not rewritten: "
        "day, number of the seal, its hash, and the key that signed."
    )
    message = EmailMessage(
        subject=_("Signed head of the trail, %(day)s") % {"day": heads[-1].day},
        body="\n\n".join([purpose, *(_line(head) for head in heads)]),
        to=to,
    )
    for head in heads:
        message.attach(file_name(head), head_file(head), "application/json")
    message.send()


def _line(head: Head) -> str:
    return f"{head.day}  {head.seal_number}  {grouped(head.seal_hash)}  {head.key_name}"
