"""Days of the zone's calendar as moments, and back."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def midnight(day: date) -> datetime:
    """When a day of the zone's calendar begins."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def day_of(at: datetime) -> date:
    """The day of the zone's calendar a moment falls on."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
