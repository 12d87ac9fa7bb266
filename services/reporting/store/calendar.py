"""By which working-day calendar are figures folded? The shipped one, amended by what was announced (R11)."""

from datetime import datetime
from functools import lru_cache

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.store.rows import rows_of
from shared import working_days
from shared.clock import FOREVER
from shared.working_days import CalendarChange, CalendarHistory, WorkingDays

ANNOUNCED = (
    "SELECT data::text, recorded_at FROM acts WHERE name = 'CalendarApplied' "
    "ORDER BY (data->>'version')::int, recorded_at"
)


async def calendar_known(conn: AsyncConnection, known_at: datetime = FOREVER) -> WorkingDays:
    """The calendar as announced and recorded until `known_at`."""
    rows = await rows_of(conn, ANNOUNCED)
    return _history(tuple((data, recorded_at) for data, recorded_at in rows)).at(known_at)


@lru_cache(maxsize=4)
def _history(announced: tuple[tuple[str, datetime], ...]) -> CalendarHistory:
    # Remembered, because a calendar remembers the days it has counted.
    history = CalendarHistory(working_days.shipped())
    for data, recorded_at in announced:
        history = history.applied(CalendarChange.of(msgspec.json.decode(data)), recorded_at)
    return history
