"""How each answer's deadline stands, by what deadlines has told."""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.domain.due_day import DueDay
from services.petitions.store.tables import DUE_DAYS
from shared.database.bulk import insert_rows
from shared.database.by_key import rows_by_key
from shared.database.rows import fetch
from shared.dialogue.deadline_as_told import AsTold, ToldStatus

COLUMNS = ("deadline_id", "petition_id", "kind", "due_on", "state", "late", "provisional")
REPLACE = "ON CONFLICT (deadline_id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in COLUMNS if name not in ("deadline_id", "petition_id", "kind")
)
BY_ID = rows_by_key("deadline_id, due_on, state, late, provisional", "due_days", "deadline_id")


async def by_id(conn: AsyncConnection, deadline_ids: Collection[str]) -> dict[str, AsTold]:
    """How these deadlines stand; of none nothing is asked."""
    if not deadline_ids:
        return {}
    return {
        deadline_id: AsTold(due_on, ToldStatus(state), bool(late), provisional)
        for deadline_id, due_on, state, late, provisional in await fetch(conn, BY_ID, sorted(deadline_ids))
    }


async def upsert(conn: AsyncConnection, days: Sequence[DueDay]) -> None:
    """Replaces what is known of these deadlines, with one statement."""
    rows = [
        (d.deadline_id, d.petition_id, d.kind, d.stands.due_on, d.stands.status.value, d.late,
         d.stands.provisional)
        for d in days
    ]  # fmt: skip
    await insert_rows(conn, DUE_DAYS, COLUMNS, rows, REPLACE)
