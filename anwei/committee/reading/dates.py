"""Days and terms as papers write them, in both languages; nothing is made up that is not there."""

import re
from datetime import date, timedelta

from anwei.committee.reading.matching import Lexicon, any_of

ISO = re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
CHINESE = re.compile(
    r"(?:(?P<y>\d{4})\s*年\s*)?(?<!\d)(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]"
)
# Below a paper the day is often written out: 二〇二四年九月五日.
WRITTEN = re.compile(
    r"(?P<y>[〇○零一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上|中午)?\s*(?<!\d)(?P<h>\d{1,2})[:：](?P<m>\d{2})(?::\d{2})?\s*(?P<ap>[ap]\.?m\b\.?)?",
    re.I,
)
HOUR = re.compile(
    r"(?P<half>上午|下午|晚上|中午)?\s*(?<!\d)(?P<h>\d{1,2})\s*[时点](?!间)(?:(?P<m>\d{1,2})分|(?P<thirty>半))?"
)
HOUR_EN = re.compile(r"(?<![\d:])(?P<h>\d{1,2})\s*(?P<ap>[ap]\.?m\b\.?)", re.I)
YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
DIGITS = {mark: value for value, mark in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
# Two days written within so few characters are one day, read twice.
NEAR = 9


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written(text: str) -> int:
    """The number that Chinese numerals say: 二〇二四, 十一, 二十三."""
    if "十" not in text:
        return int("".join(str(DIGITS[mark]) for mark in text))
    tens, _ten, ones = text.partition("十")
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


def _number(text: str, words: Lexicon) -> int:
    if text.isdecimal():
        return int(text)
    return _month(text, words) if text.isascii() else _written(text)


def _months(words: Lexicon) -> str:
    full = words.words.words("months")
    return any_of([*full, *(month[:3] for month in full), *(f"{month[:3]}." for month in full)])


def _month(name: str, words: Lexicon) -> int:
    short = name.casefold().rstrip(".")[:3]
    return [month[:3] for month in words.words.words("months")].index(short) + 1


def _month_first(words: Lexicon) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<m>{_months(words)})\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:\s*,?\s*(?P<y>20\d{{2}}))?",
        re.I,
    )


def _day_first(words: Lexicon) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s*)?(?P<m>{_months(words)})(?:\s*,?\s*(?P<y>20\d{{2}}))?",
        re.I,
    )


def days_in(text: str, words: Lexicon, *, year: int | None) -> list[tuple[int, date]]:
    """Every day the text names, with its place; a day without a year takes `year`, or is left out without one."""
    shapes = (ISO, CHINESE, WRITTEN, words.made(_month_first), words.made(_day_first))
    said = [
        (match.start(), match["y"], match["m"], match["d"])
        for shape in shapes
        for match in shape.finditer(text)
    ]
    # "June 20" and "20 June" both fit "5 June 20": the first reading of a place stands.
    kept: dict[int, date] = {}
    last = -NEAR
    for place, given, month, day in sorted(said, key=lambda one: one[0]):
        which = _number(given, words) if given else year
        made = _made(which, _number(month, words), _number(day, words)) if which else None
        if made is not None and place - last >= NEAR:
            kept[place] = made
            last = place
    return sorted(kept.items())


def day_near(
    text: str, words: Lexicon, near: date | None, *, year: int | None, ahead: bool
) -> date | None:
    """The first day a text names; one without a year is the nearest before `near`, or with `ahead` the nearest after it."""
    days = days_in(text, words, year=near.year if near else year)
    if not days:
        return None
    day = days[0][1]
    if near is None or days_in(text, words, year=None):
        return day
    if ahead and day < near:
        return _made(day.year + 1, day.month, day.day) or day
    if not ahead and day > near:
        return _made(day.year - 1, day.month, day.day) or day
    return day


def moment_of(text: str, words: Lexicon) -> tuple[date | None, str]:
    """A day with its year and, if one stands there, the time of day as HH:MM."""
    days = days_in(text, words, year=None)
    return (days[0][1] if days else None), time_in(text)


def time_in(text: str) -> str:
    """The time of day a sentence names (9:00, 2:30 p.m., 上午9时30分, 下午3点半), as HH:MM; empty where it names none."""
    for shape in (CLOCK, HOUR, HOUR_EN):
        if match := shape.search(text):
            said = match.groupdict()
            minute = 30 if said.get("thirty") else int(said.get("m") or 0)
            return _clock(int(said["h"]), minute, said.get("half") or "", said.get("ap") or "")
    return ""


def _clock(hour: int, minute: int, half: str, ap: str) -> str:
    if half in {"下午", "晚上"} or ap.lower().startswith("p"):
        hour = hour % 12 + 12 if hour <= 12 else hour
    elif ap and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


COUNT = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}|one|two|three|five|seven|ten|fifteen|thirty)"
TERMS = (
    re.compile(rf"{COUNT}\s*个?(?:工作日|日|天|周|个?月)(?:之|以)?内"),
    re.compile(
        r"(?:20\d{2}\s*年\s*|今年|本年)?(?<!\d)\d{1,2}\s*月\s*(?:\d{1,2}\s*[日号]|底|上旬|中旬|下旬|末)\s*(?:下班|中午|\d{1,2}\s*[时点])?(?:之|以)?前"
    ),
    re.compile(
        r"(?:20\d{2}\s*年底|今年底|年底|年末|本月底|本季度末|春节|元旦|国庆节?|五一)\s*(?:之|以)?前"
    ),
    re.compile(
        rf"within\s+{COUNT}\s+(?:working\s+|calendar\s+)?(?:days?|weeks?|months?)(?:\s+of\s+(?:receiving|receipt|the)\b[a-z ]{{0,40}})?",
        re.I,
    ),
)


def _until(words: Lexicon) -> re.Pattern[str]:
    """ "by December 15", "before the end of March", "no later than 1 March 2023"; not "before the October holiday"."""
    month = _months(words)
    year = r"(?:\s*,?\s*20\d{2})?"
    ends = r"(?=\s*(?:[,.;:)。；，]|$|and\b|or\b))"
    day = (
        rf"(?:{month}\s*\d{{1,2}}(?:st|nd|rd|th)?(?!\d){year}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{month}{year}"
        rf"|20\d{{2}}-\d{{1,2}}-\d{{1,2}}|(?:the\s+)?end\s+of\s+(?:{month}|the\s+year|the\s+month|the\s+quarter|20\d{{2}}){year}|{month}{year}{ends})"
    )
    return re.compile(
        rf"(?:by|before|until|no\s+later\s+than|not\s+later\s+than)\s+(?P<day>{day})", re.I
    )


def term_in(text: str, words: Lexicon, *, since: date | None) -> tuple[str, date | None]:
    """The term a demand names, in its own words, and the day where it names one; ("", None) where there is none."""
    for shape in TERMS:
        if match := shape.search(text):
            return match.group().strip(), last_day(match.group(), words, since=since)
    if match := words.made(_until).search(text):
        return match.group().strip(), last_day(match["day"], words, since=since)
    return "", None


def last_day(text: str, words: Lexicon, *, since: date | None) -> date | None:
    """The day a term names: a day itself, or the last of a month; without a year, the first such day from `since` on.

    "Within ten days" names no day, nor does "before the Spring Festival": both need something that is not said.
    """
    if day := day_near(text, words, since, year=None, ahead=True):
        return day
    given = int(match[1]) if (match := YEAR.search(text)) else None
    which = given or (since.year if since else None)
    if which is None:
        return None
    day = _last_of(text, words, which)
    if day and since and not given and day < since:
        return _last_of(text, words, which + 1)
    return day


def _last_of(text: str, words: Lexicon, year: int) -> date | None:
    if match := re.search(r"(\d{1,2})\s*月\s*(?:底|末)", text):
        return _end_of(year, int(match[1]))
    if match := words.made(_end_of_month).search(text):
        return _end_of(year, _month(match[1], words))
    if re.search(r"年底|年末|end\s+of\s+(?:the\s+year|20\d{2})", text, re.I):
        return date(year, 12, 31)
    return None


def _end_of_month(words: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"end\s+of\s+({_months(words)})", re.I)


def _end_of(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def year_of(text: str) -> int | None:
    """The first year a text names."""
    match = YEAR.search(text)
    return int(match[1]) if match else None
