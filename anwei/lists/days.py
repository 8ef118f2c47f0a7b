"""Spans of days by name ("this-quarter") or by their ends ("2026-01-01..2026-03-31"). Plain calendar, no clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Span:
    """From the first day to the last, both counted; None: open."""

    first: date | None
    last: date | None


def _month(today: date, step: int = 0, months: int = 1) -> Span:
    """The span of `months` months whose first is `step` months away from today's."""
    at = today.year * 12 + today.month - 1 + step
    after = at + months
    return Span(
        date(at // 12, at % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    )


def _quarter(today: date, step: int = 0) -> Span:
    return _month(today, step * 3 - (today.month - 1) % 3, 3)


def _week(today: date, step: int = 0) -> Span:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    return Span(monday, monday + timedelta(days=6))


def _year(today: date, step: int = 0) -> Span:
    return Span(date(today.year + step, 1, 1), date(today.year + step, 12, 31))


def _around(before: int, after: int) -> Callable[[date], Span]:
    return lambda today: Span(today - timedelta(days=before), today + timedelta(days=after))


SPANS: dict[str, tuple[str | Promise, Callable[[date], Span]]] = {
    "today": (gettext_lazy("today"), _around(0, 0)),
    "yesterday": (gettext_lazy("yesterday"), _around(1, -1)),
    "this-week": (gettext_lazy("this week"), _week),
    "last-week": (gettext_lazy("last week"), lambda today: _week(today, -1)),
    "next-week": (gettext_lazy("next week"), lambda today: _week(today, 1)),
    "this-month": (gettext_lazy("this month"), _month),
    "last-month": (gettext_lazy("last month"), lambda today: _month(today, -1)),
    "this-quarter": (gettext_lazy("this quarter"), _quarter),
    "last-quarter": (gettext_lazy("last quarter"), lambda today: _quarter(today, -1)),
    "this-year": (gettext_lazy("this year"), _year),
    "last-year": (gettext_lazy("last year"), lambda today: _year(today, -1)),
    "last-7-days": (gettext_lazy("last 7 days"), _around(6, 0)),
    "last-30-days": (gettext_lazy("last 30 days"), _around(29, 0)),
    "next-7-days": (gettext_lazy("next 7 days"), _around(0, 6)),
    "past": (gettext_lazy("before today"), lambda today: Span(None, today - timedelta(days=1))),
}
NAMES = {code: label for code, (label, _span) in SPANS.items()}


def read(text: str, today: date) -> Span:
    """The span a text names; ValueError if it names none, or ends before it begins."""
    if text in SPANS:
        return SPANS[text][1](today)
    first, last = ends(text)
    if first and last and last < first:
        raise ValueError(text)
    return Span(first, last)


def ends(text: str) -> tuple[date | None, date | None]:
    """Both ends of "a..b"; ValueError if there is neither."""
    first, dots, last = text.partition("..")
    if not dots or not (first or last):
        raise ValueError(text)
    return (_day(first) if first else None), (_day(last) if last else None)


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    # Years a database or a calendar cannot take would only fail later, and less clearly.
    if not 1900 <= day.year <= 2200:
        raise ValueError(text)
    return day


def words(text: str) -> str:
    """The span in words, for a chip."""
    if text in NAMES:
        return str(NAMES[text])
    first, last = ends(text)
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    return _("from %(first)s") % {"first": first} if first else _("until %(last)s") % {"last": last}
