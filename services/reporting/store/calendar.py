"""By which working-day calendar are figures folded? The shipped one, amended by what was announced (R11)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import FOREVER
from shared.messaging.law import told
from shared.working_days import WorkingDays


async def calendar_known(conn: AsyncConnection, known_at: datetime = FOREVER) -> WorkingDays:
    """The calendar as announced and recorded until `known_at`."""
    return (await told(conn)).at(known_at).calendar
