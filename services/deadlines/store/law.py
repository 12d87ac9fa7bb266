"""How is a calendar recorded so that no answer about the past changes (R29)? Under a lock, until it is seen.

Whoever says that everything recorded before a moment is known looks at the lock first (`look`): a calendar
that is being recorded is then committed, and one recorded later is stamped later.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store.tables import KERNEL
from shared.database.bulk import insert_rows
from shared.database.rows import execute, fetch, fetch_value
from shared.messaging.leader import lock_number
from shared.messaging.outbox import Fact
from shared.messaging.topics import FACTS
from shared.messaging.transaction import ACT_COLUMNS

LOCK: Final = lock_number("calendar:deadlines")
SUBJECT: Final = "calendar/working-days"
"""One subject for all versions: their facts come in the order of their numbers."""
APPLIED = (
    "SELECT data, recorded_at FROM acts WHERE name = 'CalendarApplied' AND recorded_at <= $1 "
    "ORDER BY sequence"
)
LAST_RECORDED = "SELECT max(recorded_at) FROM acts WHERE name = 'CalendarApplied'"
UNPUBLISHED = "SELECT min(recorded_at) FROM outbox WHERE published_at IS NULL AND $1 = ANY(keys)"


async def hold(conn: AsyncConnection) -> None:
    """Nobody else records a calendar, or vouches for a moment, until this transaction ends."""
    await execute(conn, "SELECT pg_advisory_xact_lock($1)", LOCK)


async def look(conn: AsyncConnection) -> None:
    """Waits until no calendar is being recorded."""
    await execute(conn, "SELECT pg_advisory_xact_lock_shared($1)", LOCK)


async def applied(conn: AsyncConnection, known_at: datetime) -> list[tuple[Mapping[str, Any], datetime]]:
    """Every version recorded by then, oldest first, each with when it was."""
    return [(data, recorded_at) for data, recorded_at in await fetch(conn, APPLIED, known_at)]


async def last_recorded(conn: AsyncConnection) -> datetime | None:
    """When the newest version was recorded."""
    return await fetch_value(conn, LAST_RECORDED)


async def keep(conn: AsyncConnection, fact: Fact) -> None:
    """Keeps the fact among the acts, as a follower of this service would."""
    row = (
        fact.subject, fact.sequence, FACTS["deadlines"], fact.name, fact.time, "", fact.id, fact.data,
        fact.recorded_at, fact.id,
    )  # fmt: skip
    await insert_rows(conn, KERNEL.acts, ACT_COLUMNS, [row])


async def unpublished_since(conn: AsyncConnection) -> datetime | None:
    """When the oldest version was recorded that is not on its topic yet."""
    return await fetch_value(conn, UNPUBLISHED, SUBJECT)
