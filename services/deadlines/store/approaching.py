"""Which deadlines are soon due and not yet told of, up to a moment at which everything is known?

Found by the index of `remind_at`, which only what is open and still to be told has: however many deadlines
are open, a tick looks at those whose reminder has come.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store.overdue import ROOM, Readiness, settled_since
from services.deadlines.store.spans import SPAN_FIELDS, from_row
from services.deadlines.store.tables import APPROACHING_EVENTS
from shared.database.bulk import insert_rows
from shared.database.rows import fetch
from shared.dialogue.deadline import DeadlineSpan

DUE = f"s.remind_at <= $1 AND {ROOM} AND {settled_since('s.remind_at')}"
CANDIDATES = (
    f"SELECT DISTINCT subject FROM (SELECT s.subject FROM deadline_spans s WHERE {DUE} "
    "ORDER BY s.remind_at, s.deadline_id LIMIT $7) found"
)
TAKE = (
    f"SELECT {', '.join(f's.{name}' for name in SPAN_FIELDS)}, s.subject FROM deadline_spans s "
    f"WHERE {DUE} AND s.subject = ANY($7) ORDER BY s.remind_at, s.deadline_id"
)
TOLD = "SELECT deadline_id, due_on, working_days_left FROM approaching_events WHERE deadline_id = ANY($1)"
NEXT = (
    "UPDATE deadline_spans s SET remind_at = w.remind_at "
    "FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS w(deadline_id, from_at, remind_at) "
    "WHERE s.deadline_id = w.deadline_id AND s.from_at = w.from_at"
)
COLUMNS = ("deadline_id", "due_on", "working_days_left", "approaching_at", "told_at")


class Near(NamedTuple):
    """A deadline whose reminder has come."""

    span: DeadlineSpan
    subject: str
    told: set[int]
    """With how many working days left it was told of before, for this due day."""


async def candidates(conn: AsyncConnection, ready: Readiness, limit: int) -> list[str]:
    """The subjects of deadlines whose reminder has come: to be locked before they are taken."""
    return sorted((await conn.exec_driver_sql(CANDIDATES, (*ready.arguments, limit))).scalars())


async def take(conn: AsyncConnection, ready: Readiness, subjects: Sequence[str]) -> list[Near]:
    """What is near of these locked subjects."""
    rows = await fetch(conn, TAKE, *ready.arguments, list(subjects))
    found = [Near(from_row(values), subject, set()) for *values, subject in rows]
    near = {(each.span.deadline_id, each.span.due_on): each for each in found}
    for deadline_id, due_on, left in await fetch(conn, TOLD, sorted({key for key, _ in near})):
        if (deadline_id, due_on) in near:
            near[deadline_id, due_on].told.add(left)
    return found


async def note(
    conn: AsyncConnection,
    told: Collection[tuple[str, date, int, datetime]],
    following: Collection[tuple[DeadlineSpan, datetime | None]],
    now: datetime,
) -> None:
    """Keeps what was told (deadline, due day, days left, business time), and when it is next to be told."""
    await insert_rows(conn, APPROACHING_EVENTS, COLUMNS, [(*each, now) for each in told])
    ids = [span.deadline_id for span, _ in following]
    await conn.exec_driver_sql(
        NEXT, (ids, [span.from_at for span, _ in following], [at for _, at in following])
    )


async def retake(conn: AsyncConnection, told: Collection[tuple[str, date, int, datetime, datetime]]) -> None:
    """Into the books again: what was told (deadline, due day, days left, business time, told when)."""
    await insert_rows(conn, APPROACHING_EVENTS, COLUMNS, told)
