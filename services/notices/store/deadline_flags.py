"""How the deadlines of conferences and units stand, as deadlines last said."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.domain.deadline_flag import DeadlineFlag, FlagStatus
from services.notices.store.tables import DEADLINE_FLAGS
from shared.database.bulk import insert_rows

COLUMNS = (
    "deadline_id", "kind", "conference_id", "unit_id", "due_on", "status",
    "late", "soft", "provisional", "overdue",
)  # fmt: skip
REPLACE = "ON CONFLICT (deadline_id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in COLUMNS if name != "deadline_id"
)
BY_ID = f"SELECT {', '.join(COLUMNS)} FROM deadline_flags WHERE deadline_id = ANY($1)"
OF_CONFERENCES = (
    f"SELECT {', '.join(COLUMNS)} FROM deadline_flags WHERE conference_id = ANY($1) "
    "ORDER BY conference_id, due_on, deadline_id"
)


async def by_id(conn: AsyncConnection, deadline_ids: Iterable[str]) -> dict[str, DeadlineFlag]:
    """What is known of these deadlines."""
    wanted = sorted(set(deadline_ids))
    if not wanted:
        return {}
    return {flag.deadline_id: flag for flag in map(_flag, await conn.exec_driver_sql(BY_ID, (wanted,)))}


async def of_conferences(
    conn: AsyncConnection, conference_ids: Sequence[str]
) -> dict[str, list[DeadlineFlag]]:
    """The deadlines of these conferences, first due first."""
    found: dict[str, list[DeadlineFlag]] = {}
    for row in await conn.exec_driver_sql(OF_CONFERENCES, (list(conference_ids),)):
        flag = _flag(row)
        found.setdefault(str(flag.conference_id), []).append(flag)
    return found


async def upsert(conn: AsyncConnection, flags: Iterable[DeadlineFlag]) -> None:
    """Replaces what is known of these deadlines, with one statement."""
    rows = [
        (
            f.deadline_id, f.kind, f.conference_id, f.unit_id, f.due_on,
            f.status.value, f.late, f.soft, f.provisional, f.overdue,
        )
        for f in sorted(flags, key=lambda flag: flag.deadline_id)
    ]  # fmt: skip
    await insert_rows(conn, DEADLINE_FLAGS, COLUMNS, rows, REPLACE)


def _flag(row: Any) -> DeadlineFlag:
    deadline_id, kind, conference_id, unit_id, due_on, status, late, soft, provisional, overdue = row
    return DeadlineFlag(
        deadline_id, kind, conference_id, unit_id, due_on, FlagStatus(status),
        late, soft, provisional, overdue,
    )  # fmt: skip
