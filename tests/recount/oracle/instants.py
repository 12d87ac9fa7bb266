"""When is that? Instants as whole nanoseconds, days in Asia/Ho_Chi_Minh (UTC+7, no summer time).

What is said finer than a microsecond is cut off, never rounded up: 23:59:59.9999999 is still that day.
"""

import re
from datetime import date, timedelta
from typing import Any

RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
SECOND = 1_000_000_000
DAY = 86_400 * SECOND
EPOCH = date(1970, 1, 1)
CITY = 7 * 3_600 * SECOND

Instant = int


def instant(text: Any) -> Instant:
    """Of an RFC 3339 text with its offset; a ValueError for everything else."""
    found = RFC_3339.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    fraction, zulu, sign, off_hours, off_minutes = found.groups()[6:]
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(text)
    days = (date(year, month, day) - EPOCH).days
    whole = ((days * 24 + hour) * 60 + minute) * 60 + second
    if not zulu:
        if int(off_hours) > 23 or int(off_minutes) > 59:
            raise ValueError(text)
        offset = (int(off_hours) * 60 + int(off_minutes)) * 60
        whole -= offset if sign == "+" else -offset
    return whole * SECOND + int(((fraction or "") + "0" * 6)[:6]) * 1_000


def day_of(moment: Instant) -> date:
    """The day it is in the city."""
    return EPOCH + timedelta(days=(moment + CITY) // DAY)


def midnight(day: date) -> Instant:
    """00:00 of that day in the city; 24:00 of the day before."""
    return (day - EPOCH).days * DAY - CITY


def micros(moment: Instant) -> int:
    """To the microsecond, which is as finely as the platform says a moment."""
    return moment // 1_000
