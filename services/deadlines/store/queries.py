"""What is asked of deadlines beside their lists? One of them, whom they bind, how many are owed."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store.lists import WAYS
from services.deadlines.store.marks import LAW
from services.deadlines.store.spans import SPAN_FIELDS, from_row
from services.deadlines.store.tables import MET, UNMET
from shared.clock import HCM, local_date
from shared.database.rows import fetch
from shared.dialogue.deadline import DeadlineSpan, Standing
from shared.messaging.law import CALENDAR_APPLIED

_FIELDS = ", ".join(f"s.{name}" for name in SPAN_FIELDS)
ONE = f"SELECT {_FIELDS} FROM deadline_spans s WHERE s.deadline_id = $1 ORDER BY s.from_at"
_OVERDUE = " UNION ALL ".join(
    f"SELECT s.unit_id, s.due_on FROM deadline_spans s WHERE {way} "
    "AND s.kind IN ('petition_answer', 'written_answer')"
    for way in WAYS[Standing.OVERDUE]
)
BY_UNIT = f"SELECT unit_id, count(*), min(due_on) FROM ({_OVERDUE}) AS overdue GROUP BY unit_id"
_OWED = " UNION ALL ".join(
    f"SELECT s.kind FROM deadline_spans s WHERE {way}"
    for state in (Standing.OVERDUE, Standing.OPEN)
    for way in WAYS[state]
)
BY_KIND = f"SELECT kind, count(*) FROM ({_OWED}) AS owed GROUP BY kind"
SUBJECTS_OF = """
SELECT 'petition/' || p.petition_id FROM petition_conferences p JOIN conference_units u USING (conference_id)
WHERE u.unit_id = ANY($1)
UNION SELECT 'conference/' || conference_id FROM conference_units WHERE unit_id = ANY($1)
UNION SELECT 'unit/' || w FROM unnest($1::text[]) w
"""
SUBJECTS = "SELECT subject FROM followed"
OPEN_SUBJECTS = f"""
SELECT subject FROM deadline_spans s WHERE {UNMET} AND (
    from_at <= $1 AND to_at > $1 OR EXISTS (SELECT FROM recomputations WHERE subject = '{LAW}')
)
UNION SELECT subject FROM recomputations WHERE subject <> '{LAW}' ORDER BY 1
"""

MET_SUBJECTS = f"""
WITH versions AS MATERIALIZED (
    SELECT (data->>'version')::int AS version, recorded_at FROM acts WHERE name = '{CALENDAR_APPLIED}'
)
SELECT s.subject FROM deadline_spans s JOIN deadlines d USING (deadline_id)
LEFT JOIN versions v ON v.version = s.calendar_version
WHERE s.{MET} AND s.from_at <= $1 AND s.to_at > $1
AND (s.met_at >= (s.due_on + 1)::timestamp AT TIME ZONE '{HCM.key}' OR d.set_at < v.recorded_at)
AND (least(s.counted_from, s.due_on) <= $3 AND greatest(s.counted_from, s.due_on) >= $2
     OR EXISTS (SELECT FROM recomputations WHERE subject = '{LAW}'))
"""
"""Met in time by the days known then stays met so; late, or in time by a version that came afterwards, it is
reckoned by the newest. Nothing moves but what is counted over a day that changes."""


async def timeline(conn: AsyncConnection, deadline_id: str) -> list[DeadlineSpan]:
    """The spans of one deadline; empty if there is none of this id."""
    return [from_row(row) for row in await fetch(conn, ONE, deadline_id)]


async def open_subjects(conn: AsyncConnection, at: datetime) -> list[str]:
    """Everything of which some deadline is open at `at`, or may be: what is marked is not folded yet."""
    return list((await conn.exec_driver_sql(OPEN_SUBJECTS, (at,))).scalars())


async def met_subjects(conn: AsyncConnection, at: datetime, first: date, last: date) -> list[str]:
    """Everything of which some deadline is met at `at`, and due another day if these days change."""
    return [subject for (subject,) in await fetch(conn, MET_SUBJECTS, at, first, last)]


async def subjects(conn: AsyncConnection, unit_ids: Sequence[str] | None) -> list[str]:
    """Everything facts were heard about, or everything that was ever of one of these units."""
    if unit_ids is None:
        return sorted((await conn.exec_driver_sql(SUBJECTS)).scalars())
    return sorted((await conn.exec_driver_sql(SUBJECTS_OF, (list(unit_ids),))).scalars())


async def overdue_by_unit(conn: AsyncConnection, at: datetime) -> dict[str, tuple[int, date]]:
    """Overdue answers at `at` by unit: how many, and the oldest due day."""
    return {unit: (count, oldest) for unit, count, oldest in await fetch(conn, BY_UNIT, at, local_date(at))}


async def open_by_kind(conn: AsyncConnection, at: datetime) -> dict[str, int]:
    """Deadlines owed at `at`, overdue ones included, by kind."""
    return dict(tuple(row) for row in await fetch(conn, BY_KIND, at, local_date(at)))
