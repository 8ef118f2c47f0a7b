"""Days and terms as papers write them, in both languages; nothing is made up that is not there."""

import re
from datetime import date, datetime, timedelta

from anwei.committee.reading.matching import Lexicon, any_of

ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
CHINESE = re.compile(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?", re.I)
YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months(words: Lexicon) -> str:
    full = words.words.words("months")
    return any_of([*full, *(month[:3] for month in full), *(f"{month[:3]}." for month in full)])


def _month(name: str, words: Lexicon) -> int:
    short = name.casefold().rstrip(".")[:3]
    return [month[:3] for month in words.words.words("months")].index(short) + 1


def days_in(text: str, words: Lexicon, *, year: int | None) -> list[tuple[int, date]]:
    """Every day the text names, with its place; a day without a year takes `year`, or is left out without one."""
    found: list[tuple[int, date]] = []

    def take(place: int, given: str | None, month: int, day: int) -> None:
        which = int(given) if given else year
        made = _made(which, month, day) if which else None
        if made is not None:
            found.append((place, made))

    for match in ISO.finditer(text):
        take(match.start(), match[1], int(match[2]), int(match[3]))
    for match in CHINESE.finditer(text):
        take(match.start(), match[1], int(match[2]), int(match[3]))
    month = _months(words)
    for match in re.finditer(
        rf"({month})\s*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:\s*,?\s*(20\d{{2}}))?", text, re.I
    ):
        take(match.start(), match[3], _month(match[1], words), int(match[2]))
    for match in re.finditer(
        rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s*)?({month})(?:\s*,?\s*(20\d{{2}}))?",
        text,
        re.I,
    ):
        take(match.start(), match[3], _month(match[2], words), int(match[1]))
    # "June 20" and "20 June" both fit "5 June 20": the first reading of a place stands.
    kept: dict[int, date] = {}
    for place, day in sorted(found):
        if not any(abs(place - other) < 9 for other in kept):
            kept[place] = day
    return sorted(kept.items())


def moment_of(text: str, words: Lexicon) -> tuple[date | None, str]:
    """A day with its year and, if one stands there, the time of day as HH:MM."""
    days = days_in(text, words, year=None)
    clock = CLOCK.search(text)
    return (days[0][1] if days else None), (_clock(clock) if clock else "")


def _clock(match: re.Match[str]) -> str:
    hour = int(match[1]) % 12 + 12 if (match[3] or "").lower().startswith("p") else int(match[1])
    return f"{hour:02}:{match[2]}" if hour < 24 and int(match[2]) < 60 else ""


def time_in(text: str) -> str:
    """The time of day a sentence names (9:00, 上午9时30分), as HH:MM; empty where it names none."""
    if match := CLOCK.search(text):
        return _clock(match)
    if match := re.search(r"(上午|下午|晚上)?\s*(\d{1,2})\s*[时点](?:(\d{1,2})分|(半))?", text):
        hour = int(match[2]) + (12 if match[1] in {"下午", "晚上"} and int(match[2]) < 12 else 0)
        minute = 30 if match[4] else int(match[3] or 0)
        return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
    return ""


COUNT = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}|two|three|five|seven|ten|fifteen|thirty)"
TERMS = (
    re.compile(rf"(?:在|于)?{COUNT}\s*个?(?:工作日|日|天|周|个?月)(?:之)?内"),
    re.compile(
        r"(?:(?:20\d{2}\s*年|今年|本年)?\s*\d{1,2}\s*月\s*(?:\d{1,2}\s*[日号]|底|上旬|中旬|下旬|末)\s*(?:之)?前)"
    ),
    re.compile(
        r"(?:20\d{2}\s*年底|今年底|年底|年末|本月底|本季度末|春节|元旦|国庆节?|五一)\s*(?:之)?前"
    ),
    re.compile(
        rf"within\s+{COUNT}\s+(?:working\s+|calendar\s+)?(?:days?|weeks?|months?)(?:\s+of\s+[a-z ]{{3,40}})?",
        re.I,
    ),
)


def term_in(text: str, words: Lexicon, *, year: int | None) -> tuple[str, date | None]:
    """The term a demand names, in its own words, and the day where it names one; ("", None) where there is none."""
    for shape in TERMS:
        if match := shape.search(text):
            return match.group().strip(), last_day(match.group(), words, year)
    month = _months(words)
    day = rf"(?:the\s+)?(?:end\s+of\s+)?(?:{month}(?:\s*\d{{1,2}}(?:st|nd|rd|th)?)?|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{month}|the\s+year)(?:\s*,?\s*20\d{{2}})?|20\d{{2}}-\d{{1,2}}-\d{{1,2}}"
    if match := re.search(
        rf"(?:by|before|until|no\s+later\s+than|not\s+later\s+than)\s+({day})", text, re.I
    ):
        return match.group().strip(), last_day(match.group(1), words, year)
    return "", None


def last_day(text: str, words: Lexicon, year: int | None) -> date | None:
    """The day a term names: a day itself, or the last of a month. "Within ten days" names none without its beginning."""
    if days := days_in(text, words, year=year):
        return days[0][1]
    which = int(match[1]) if (match := YEAR.search(text)) else year
    if which is None:
        return None
    if match := re.search(r"(\d{1,2})\s*月\s*(?:底|末|下旬)", text):
        return _end_of(which, int(match[1]))
    if match := re.search(rf"end\s+of\s+({_months(words)})", text, re.I):
        return _end_of(which, _month(match[1], words))
    if re.search(r"年底|年末|end\s+of\s+the\s+year", text, re.I):
        return date(which, 12, 31)
    return None


def _end_of(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def year_of(text: str, published: date | datetime | None) -> int | None:
    """The year a text is about: the first it names, else that of its publication."""
    if match := YEAR.search(text):
        return int(match[1])
    return published.year if published else None
