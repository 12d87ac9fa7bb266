"""How does a new calendar come into force (R11, R29)? Looked at first, then told, and all is folded again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.domain.next_calendar import DaysChanged, days_changed, refusal, speaks_of_its_year
from services.deadlines.handlers import preview
from services.deadlines.handlers.preview import DayMoved
from services.deadlines.store import law, marks, overdue
from shared.clock import FOREVER, local_date, start_of
from shared.events.deadlines import CalendarApplied
from shared.events.public import plain
from shared.events.validate import InvalidData
from shared.messaging import outbox, subjects
from shared.messaging.desk import Bench
from shared.messaging.law import CALENDAR_APPLIED, Law, told
from shared.messaging.outbox import Fact
from shared.working_days import CalendarChange


class Replaced(InvalidData):
    """It was in force once, and a later version says of its year what is so now."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a calendar would do."""

    version: int
    year: int
    already_applied: bool
    days: DaysChanged
    moves: Sequence[DayMoved]

    def says(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "version": self.version,
            "year": self.year,
            "already_applied": self.already_applied,
            "days": {name: [day.isoformat() for day in days] for name, days in self.days._asdict().items()},
            "moves": [move.says() for move in self.moves],
        }


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: nothing, if it was in force already."""

    version: int
    year: int
    already_applied: bool
    recorded_at: datetime | None

    def says(self) -> dict[str, Any]:
        """As JSON."""
        return {"version": self.version, "year": self.year, "already_applied": self.already_applied}


async def look(bench: Bench, said: CalendarApplied) -> Previewed:
    """The deadlines that would move; writes nothing. InvalidData names what is wrong with `said`."""
    async with bench.engine.connect() as conn:
        now = bench.clock.now()
        current = (await told(conn)).current
        known = await _known(conn, said, current, now)
        change = CalendarChange.of(plain(said))
        days = days_changed(change, current.calendar)
        if known:
            return Previewed(said.version, said.year, True, days, ())
        after = Law(current.calendar.amended(change, now), current.registry)
        return Previewed(
            said.version, said.year, False, days, await preview.days_moved(conn, current, after, days, now)
        )


async def apply(bench: Bench, said: CalendarApplied) -> Applied:
    """Publishes one `CalendarApplied` and marks everything that hangs on it, in one transaction.

    InvalidData names what is wrong with `said`; what is in force already does nothing.
    """
    async with bench.engine.begin() as conn:
        await law.hold(conn)
        now = bench.clock.now()
        if await _known(conn, said, (await told(conn)).current, now):
            return Applied(said.version, said.year, True, None)
        # Never before what somebody was told is all there is.
        recorded_at = max([now, *filter(None, (await overdue.horizon(conn), await law.last_recorded(conn)))])
        numbers = await subjects.lock(conn, [law.SUBJECT])
        fact = Fact(
            name=CALENDAR_APPLIED,
            subject=law.SUBJECT,
            sequence=numbers.next(law.SUBJECT),
            time=start_of(said.announced_on),
            data=plain(said),
            cause=f"{law.SUBJECT}|{said.version}",
            causation_id=None,
            unit_id=None,
            recorded_at=recorded_at,
        )
        await law.keep(conn, fact)
        await numbers.write(conn)
        await outbox.put(conn, [fact.message(bench.service, bench.facts_topic)], now)
        await marks.mark_law(conn)
    bench.wake()
    return Applied(said.version, said.year, False, recorded_at)


async def _known(conn: AsyncConnection, said: CalendarApplied, current: Law, now: datetime) -> bool:
    """Is it in force already? InvalidData if it is not, and can't come into force either."""
    speaks = speaks_of_its_year(said, [data for data, _ in await law.applied(conn, FOREVER)])
    if speaks == said.version:
        return True
    if speaks is not None:
        raise Replaced(
            "version",
            f"version {said.version} was applied and replaced by version {speaks}: "
            f"to bring its days back give the file the next version, {current.calendar.version + 1}",
        )
    refused = refusal(said, current.calendar, local_date(now))
    if refused:
        raise InvalidData(*refused)
    return False
