"""Hours of the zone's clock: when a digest is due, and when it is quiet."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def is_quiet(at: datetime, begin: time | None, end: time | None) -> bool:
    """Whether `at` lies in the quiet hours; they may pass midnight. The end is not quiet any more."""
    if begin is None or end is None or begin == end:
        return False
    clock = at.astimezone(ZoneInfo(settings.TIME_ZONE)).time()
    if begin < end:
        return begin <= clock < end
    return clock >= begin or clock < end


def next_time(at: datetime, hour: time) -> datetime:
    """The first moment after `at` at which the zone's clock shows `hour`."""
    zone = ZoneInfo(settings.TIME_ZONE)
    day = at.astimezone(zone).date()
    moment = datetime.combine(day, hour, tzinfo=zone)
    if moment <= at:
        moment = datetime.combine(day + timedelta(days=1), hour, tzinfo=zone)
    return moment
