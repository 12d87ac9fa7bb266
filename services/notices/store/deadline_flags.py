"""How the deadlines of conferences stand, by what deadlines has told."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.domain.deadline_flag import DeadlineFlag
from services.notices.store.tables import DEADLINE_FLAGS
from shared.database.bulk import insert_rows
from shared.database.by_key import rows_by_key
from shared.database.rows import fetch
from shared.dialogue.deadline_as_told import AsTold, ToldStatus

COLUMNS = (
    "deadline_id", "kind", "conference_id", "unit_id", "due_on", "status",
    "late", "soft", "provisional", "overdue", "other_days_overdue",
)  # fmt: skip
REPLACE = "ON CONFLICT (deadline_id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in COLUMNS if name != "deadline_id"
)
READ = ", ".join((*COLUMNS[:-1], "other_days_overdue::text"))
BY_ID = rows_by_key(READ, "deadline_flags", "deadline_id")
OF_CONFERENCES = (
    f"SELECT {READ} FROM deadline_flags WHERE conference_id = ANY($1) "
    "ORDER BY conference_id, due_on, deadline_id"
)
OWED = (
    f"SELECT owed.*, theme, starts_on FROM (SELECT {READ} FROM deadline_flags "
    "WHERE unit_id = $1 AND status = 'open' ORDER BY due_on, deadline_id LIMIT $2) AS owed "
    "LEFT JOIN conferences USING (conference_id) ORDER BY due_on, deadline_id"
)
"""By an index that only such rows are in (docs/decisions/0024)."""
_DAYS = msgspec.json.Decoder(frozenset[date])


async def by_id(conn: AsyncConnection, deadline_ids: Collection[str]) -> dict[str, DeadlineFlag]:
    """What is known of these deadlines; of none nothing is asked."""
    if not deadline_ids:
        return {}
    rows = await conn.exec_driver_sql(BY_ID, (sorted(deadline_ids),))
    return {flag.deadline_id: flag for flag in map(from_row, rows)}


async def of_conferences(
    conn: AsyncConnection, conference_ids: Sequence[str]
) -> dict[str, list[DeadlineFlag]]:
    """The deadlines of these conferences, first due first."""
    found: dict[str, list[DeadlineFlag]] = {}
    for row in await conn.exec_driver_sql(OF_CONFERENCES, (list(conference_ids),)):
        flag = from_row(row)
        found.setdefault(flag.conference_id, []).append(flag)
    return found


class Owed(NamedTuple):
    """A deadline that is open, and which conference it is of."""

    flag: DeadlineFlag
    theme: str | None
    starts_on: date | None
    """None where the conference is not known here yet."""


async def owed_by(conn: AsyncConnection, unit_id: str, limit: int) -> list[Owed]:
    """What the unit owes, or has inherited (R6), first due first."""
    rows = await fetch(conn, OWED, unit_id, limit)
    return [Owed(from_row(flag), theme, starts_on) for *flag, theme, starts_on in rows]


async def upsert(conn: AsyncConnection, flags: Iterable[DeadlineFlag]) -> None:
    """Replaces what is known of these deadlines, with one statement."""
    rows = [to_row(flag) for flag in sorted(flags, key=lambda flag: flag.deadline_id)]
    await insert_rows(conn, DEADLINE_FLAGS, COLUMNS, rows, REPLACE)


def to_row(flag: DeadlineFlag) -> tuple[Any, ...]:
    """The row, in the order of `COLUMNS`."""
    stands = flag.stands
    days = stands.called_overdue
    others = sorted(days - {stands.due_on} if stands.overdue else days)
    return (
        flag.deadline_id, flag.kind, flag.conference_id, flag.unit_id, stands.due_on, stands.status.value,
        stands.late, flag.soft, stands.provisional, stands.overdue, others,
    )  # fmt: skip


def from_row(row: Any) -> DeadlineFlag:
    """The deadline in a row as it is read: the days beside as JSON."""
    deadline_id, kind, conference_id, unit_id, due_on, status, late, soft, provisional, overdue, others = row
    days = _DAYS.decode(others)
    stands = AsTold(due_on, ToldStatus(status), late, provisional, days | {due_on} if overdue else days)
    return DeadlineFlag(deadline_id, kind, conference_id, unit_id, soft, stands)
