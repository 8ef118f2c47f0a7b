"""What a room says of a kind of paper. This room knows no case: it is handed one, with its facts.

A kind is a line of a table that `settings.PAPER_KINDS` names. Its facts are text, numbers, yes and no,
lists and mappings of them, and nothing else: they are frozen with the paper, and templates get nothing
that they could do something with. `sample` gives the same fields as `facts`, for trying a template.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import Http404
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User

Facts = dict[str, Any]
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Case:
    """What a paper is about, as its own room opened it for this person."""

    row: Model
    title: str
    office: Unit
    # The page of the case, and why no paper of it can be issued now; empty: one can.
    address: str
    why_not: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of paper: what it is called, the door to its cases, and what it says of one."""

    code: str
    label: Promise
    # The case, as the trail begins its name: "committee.meeting".
    about: str
    # The room's own door: Http404 or PermissionDenied for who may not see the case.
    case: Callable[[User, int], Case]
    facts: Callable[[Any], Facts]
    sample: Callable[[], Facts]
    # The template that comes with the jurisdiction pack, by language.
    shipped: Callable[[str], bytes]
    # How a number is written in the language that is on: from the office's prefix, year and serial.
    written: Callable[[str, int, int], str]


def every() -> dict[str, Kind]:
    """All kinds, by code."""
    tables: Iterable[Iterable[Kind]] = map(import_string, settings.PAPER_KINDS)
    return {kind.code: kind for table in tables for kind in table}


def of(code: str) -> Kind:
    """The kind of that code; 404 where there is none."""
    try:
        return every()[code]
    except KeyError:
        raise Http404(_("There is no such kind of paper.")) from None


def about(subject: str) -> tuple[list[Kind], int]:
    """The kinds of paper that a case may have, and its key; 404 where no room has such cases."""
    name, _colon, key = subject.partition(":")
    found = [kind for kind in every().values() if kind.about == name]
    if not found or not key.isdecimal() or len(key) > 18:
        raise Http404(_("There is no such case."))
    return found, int(key)


def common(number: str, office: str, day: date) -> Facts:
    """The fields of every paper, in the language that is on."""
    return {"number": number, "office": office, "day": written_day(day), "note": [], "replaces": ""}


def written_day(day: date) -> str:
    """A day as papers write it: 2026年11月25日, 25 November 2026."""
    if (translation.get_language() or "").startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return date_format(day, "j F Y")
