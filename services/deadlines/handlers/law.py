"""Is there a calendar to reckon by, and who owes something each year (R4, R6)?

The law itself is read by shared.messaging.law.
"""

import asyncio
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import Clock, local_date
from shared.dialogue.readings import FIRST_MINIMUM_YEAR, annual_plan_due, minimum_due
from shared.messaging.law import Laws
from shared.observability import metrics
from shared.units import Registry
from shared.working_days import WorkingDays

log = structlog.get_logger(__name__)
LOOK_EVERY_S = 5.0


class CalendarNotCovering(RuntimeError):
    """The calendar says nothing of the running year: every due day would be a guess."""


def must_cover(calendar: WorkingDays, now: datetime) -> None:
    """CalendarNotCovering if the year of `now` is not in the calendar; says what to do."""
    today = local_date(now)
    if not calendar.covers(today):
        raise CalendarNotCovering(
            f"the working-day calendar does not cover {today.year}: apply that year's calendar before "
            "starting, with `doithoai up --calendar FILE`, or with `doithoai calendar apply FILE` on named "
            "servers"
        )


class Watch:
    """Starts only with a calendar for the running year, and looks at it from then on."""

    def __init__(self, engine: AsyncEngine, laws: Laws, clock: Clock) -> None:
        self._engine = engine
        self._laws = laws
        self._clock = clock

    async def run(self) -> None:
        """Never returns; CalendarNotCovering, which ends the worker, only at the start."""
        must_cover(await self._look(), self._clock.now())
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                must_cover(await self._look(), self._clock.now())
            except Exception as error:
                # A new year that began meanwhile ends nothing: what is due is provisional, and it is said.
                log.error("the calendar needs looking at", error=error)

    async def _look(self) -> WorkingDays:
        async with self._engine.connect() as conn:
            calendar = (await self._laws.renew(conn)).calendar
        metrics.CALENDAR_LAST_CONFIRMED_YEAR.labels("deadlines").set(calendar.last_confirmed_year or 0)
        return calendar


def yearly_units(registry: Registry, until: datetime) -> list[str]:
    """The units that owe something in any year up to that of `until` (R4)."""
    years = range(FIRST_MINIMUM_YEAR, local_date(until).year + 1)
    days = [due(year) for year in years for due in (annual_plan_due, minimum_due)]
    return sorted({unit.id for day in days for unit in registry.obliged_on(day)})
