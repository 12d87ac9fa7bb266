"""Which calendar and which registry hold, by what a service was told of them (R6, R11, R29)?

The shipped ones are version 1; `CalendarApplied` and `UnitChanged` amend them, each from its recording on.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import units, working_days
from shared.database.rows import fetch
from shared.units import Registry, RegistryHistory, UnitChange
from shared.working_days import CalendarChange, CalendarHistory, WorkingDays

CALENDAR_APPLIED: Final = "CalendarApplied"
UNIT_CHANGED: Final = "UnitChanged"
TOLD = (
    "SELECT name, data::text, recorded_at FROM acts WHERE name IN ('CalendarApplied', 'UnitChanged') "
    "ORDER BY recorded_at, (data->>'version')::int, fact_id"
)
"""In the order of writing, which for the calendar is that of its versions."""


@dataclass(frozen=True, slots=True)
class Law:
    """What due days are reckoned by, and who is who."""

    calendar: WorkingDays
    registry: Registry


@dataclass(frozen=True, slots=True)
class LawHistory:
    """The versions of the law; which one holds depends on what was known."""

    calendars: CalendarHistory
    registries: RegistryHistory

    @property
    def current(self) -> Law:
        """What holds now."""
        return Law(self.calendars.current, self.registries.current)

    def at(self, known_at: datetime) -> Law:
        """What was known to hold at `known_at`: before the first announcement, what was shipped."""
        return Law(self.calendars.at(known_at), self.registries.at(known_at))


async def told(conn: AsyncConnection) -> LawHistory:
    """The law as this service's database has it: one statement, folded anew only when something came."""
    return _folded(tuple(tuple(row) for row in await fetch(conn, TOLD)))


@lru_cache(maxsize=8)
def _folded(rows: tuple[tuple[str, str, datetime], ...]) -> LawHistory:
    # Remembered, because a calendar remembers the days it has counted.
    calendars, registries = CalendarHistory(working_days.shipped()), RegistryHistory(units.shipped())
    for name, data, recorded_at in rows:
        said = msgspec.json.decode(data)
        if name == CALENDAR_APPLIED:
            calendars = calendars.applied(CalendarChange.of(said), recorded_at)
        else:
            registries = registries.changed(UnitChange.of(said), recorded_at)
    return LawHistory(calendars, registries)


class Laws:
    """The law as last read from the database: what is asked without a query in between."""

    def __init__(self) -> None:
        self._history = _folded(())

    @property
    def current(self) -> Law:
        """What holds now."""
        return self._history.current

    def calendar_of(self, version: int) -> WorkingDays:
        """The version a due day was counted by: it explains it, also while a newer one is worked in."""
        calendars = self._history.calendars
        return calendars.version(version) or calendars.current

    def at(self, known_at: datetime) -> Law:
        """What was known to hold at `known_at`."""
        return self._history.at(known_at)

    def changed_at(self, known_at: datetime) -> list[datetime]:
        """When something was recorded by then that changed the law."""
        history = self._history
        return [
            at for at in (*history.calendars.changed_at, *history.registries.changed_at) if at <= known_at
        ]

    async def renew(self, conn: AsyncConnection) -> Law:
        """Reads what was told since; what holds now."""
        self._history = await told(conn)
        return self.current
