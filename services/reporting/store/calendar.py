"""By which working-day calendar are spans folded? The shipped one, amended by what was announced (R11)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.law import told
from shared.working_days import WorkingDays


async def calendar_known(conn: AsyncConnection) -> WorkingDays:
    """The calendar that holds now."""
    return (await told(conn)).current.calendar
