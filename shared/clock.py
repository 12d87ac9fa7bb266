"""What time is it, and which day is that in Hải Phòng? The only module that reads the machine's clock.

`DOITHOAI_NOW` starts the platform's clock at another moment, for rehearsals; it then runs on from there.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from time import monotonic
from zoneinfo import ZoneInfo

import msgspec

HCM = ZoneInfo("Asia/Ho_Chi_Minh")
"""Whose days are counted. Its clocks were 7:06:30 from UTC until 1906: no offset of RFC 3339."""
WRITTEN = timezone(timedelta(hours=7))
"""The offset that moments are written with, whatever Hải Phòng's clocks showed that year."""
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The open end of a span: later than any moment the platform will see."""

_encode = msgspec.json.encode


class Clock:
    """The platform's clock: the machine's, or a rehearsal's that was started elsewhere in time."""

    def __init__(self, start_at: datetime | None = None) -> None:
        """`start_at` (aware) is what `now` answers at this moment; without it the machine's own time."""
        if start_at is not None and start_at.tzinfo is None:
            raise ValueError(f"the clock must start at a moment with an offset, not {start_at.isoformat()}")
        machine = datetime.now(UTC)
        self._anchor = start_at or machine
        self._started = monotonic()
        self.ahead = self._anchor - machine
        """How far it is meant to be ahead of the time of day: a rehearsal's distance."""

    def now(self) -> datetime:
        """This moment, aware, in UTC to the microsecond."""
        return (self._anchor + timedelta(seconds=monotonic() - self._started)).astimezone(UTC)

    def not_before(self, moment: datetime) -> None:
        """Moves the clock on to `moment` if it is behind: it is never before what the platform has seen."""
        behind = moment - self.now()
        if behind > timedelta(0):
            self._anchor += behind
            self.ahead += behind

    def shift(self, by: timedelta) -> None:
        """Moves the clock to where it should be: the machine's was amiss (common_clock.py)."""
        self._anchor += by


def local_date(moment: datetime) -> date:
    """The day `moment` (aware) falls on in Hải Phòng."""
    return moment.astimezone(HCM).date()


def local_moment(moment: datetime) -> str:
    """`moment` (aware) as answers write it for people here: RFC 3339 with +07:00."""
    return moment.astimezone(WRITTEN).isoformat()


def rfc3339(moment: datetime) -> str:
    """`moment` (aware) as the contract writes it."""
    return _encode(moment.astimezone(UTC)).decode()[1:-1]


def isoformat(moment: datetime) -> str:
    """`moment.isoformat()`, aware, in a third of its time: each fact says its moment."""
    text = _encode(moment).decode()[1:-1]
    return f"{text[:-1]}+00:00" if text[-1] == "Z" else text


@lru_cache(maxsize=10_000)
def start_of(day: date) -> datetime:
    """00:00 of `day` in Hải Phòng, and written so."""
    return datetime.combine(day, time(), HCM)


@lru_cache(maxsize=10_000)
def end_of(day: date) -> datetime:
    """24:00 of `day` in Hải Phòng: the first moment at which something due that day is overdue (R11).

    In UTC, as PostgreSQL gives moments: two of one zone are compared in a fiftieth of the time.
    """
    return start_of(day + timedelta(days=1)).astimezone(UTC)
