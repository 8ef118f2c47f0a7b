"""How the committee names its meetings: "fourth plenary (expanded) meeting of 2023", in both languages."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anwei.committee.models import Convening, Kind

ORDINALS = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
DIGITS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """4 → "fourth", or 四 on a Chinese page; plain digits where words become unwieldy (13th, 第120次)."""
    if (get_language() or "").startswith("zh"):
        return _chinese(number)
    if number < len(ORDINALS):
        return ORDINALS[number]
    ending = (
        "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + (
        DIGITS[ones] if ones else ""
    )


def named(row: Convening) -> str:
    """One convening in words, with its body: "Example Zone committee: fourth plenary meeting of 2026"."""
    words = {"body": row.body.unit.name, "year": row.year, "which": ordinal(row.serial or 0)}
    kinds = {
        Kind.PLENARY: (_("%(body)s: %(which)s plenary meeting of %(year)s"), _("%(body)s: plenary meeting")),
        Kind.EXPANDED: (_("%(body)s: %(which)s plenary (expanded) meeting of %(year)s"), _("%(body)s: plenary (expanded) meeting")),
        Kind.JOINT: (_("%(body)s: %(which)s joint meeting of %(year)s"), _("%(body)s: joint meeting")),
        Kind.SPECIAL: (_("%(body)s: %(which)s special-topic meeting of %(year)s"), _("%(body)s: special-topic meeting")),
        Kind.LIAISON: (_("%(body)s: %(which)s liaison officers' meeting of %(year)s"), _("%(body)s: liaison officers' meeting")),
    }  # fmt: skip
    numbered, plain = kinds[Kind(row.kind)]
    return (numbered if row.serial else plain) % words


def title_of(rows: Iterable[Convening]) -> str:
    """The title of a meeting that belongs to these bodies."""
    return _(" and ").join(named(row) for row in rows)
