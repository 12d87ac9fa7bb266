"""When each answer is due, as deadlines last said it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store.tables import DUE_DAYS
from shared.database.bulk import insert_rows

COLUMNS = ("deadline_id", "petition_id", "kind", "due_on", "state", "late", "provisional")
REPLACE = (
    "ON CONFLICT (deadline_id) DO UPDATE SET due_on = excluded.due_on, "
    "state = CASE WHEN excluded.state = 'moved' THEN due_days.state ELSE excluded.state END, "
    "late = coalesce(excluded.late, due_days.late), provisional = excluded.provisional"
)


async def upsert(conn: AsyncConnection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Replaces what is known of these deadlines, with one statement."""
    await insert_rows(conn, DUE_DAYS, COLUMNS, rows, REPLACE)
