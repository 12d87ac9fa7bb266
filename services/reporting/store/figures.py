"""How did a quarter's conferences and their petitions stand at a moment (R23–R26)? Counted by SQL, from the
spans or from their sums by day.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.counting import Count
from services.reporting.domain.standing import ConferenceStanding
from services.reporting.store import figure_days
from shared.database.rows import fetch
from shared.units import Matter

_COLUMNS = (
    "conference_id, unit_id, theme, starts_at, starts_on, quarter, cancelled, cancelled_document::text, held"
)
OF_QUARTER = (
    f"SELECT {_COLUMNS} FROM conference_spans WHERE quarter = $1 AND from_at <= $2 AND to_at > $2 "
    "AND NOT conference_id = ANY($3)"
)
COUNTS = (
    'SELECT conference_id, "group", state, count(*), count(*) FILTER (WHERE overdue) FROM petition_spans '
    "WHERE conference_id = ANY($1) AND from_at <= $2 AND to_at > $2 AND NOT petition_id = ANY($3) "
    'GROUP BY conference_id, "group", state'
)
LEFT_OUT = (
    'SELECT conference_id, "group", state, -count(*), -count(*) FILTER (WHERE overdue) FROM petition_spans '
    "WHERE petition_id = ANY($3) AND conference_id = ANY($1) AND from_at <= $2 AND to_at > $2 "
    'GROUP BY conference_id, "group", state'
)
QUARTERS = "SELECT DISTINCT quarter FROM conference_spans WHERE from_at <= $1 AND to_at > $1 ORDER BY quarter"
OVERDUE = (
    "SELECT unit_id, conference_id, petition_id, grp, overdue_due_on, count(*) FROM ("
    "SELECT c.unit_id, p.overdue_due_on, CASE WHEN ended THEN p.conference_id END AS conference_id, "
    'CASE WHEN ended THEN p.petition_id END AS petition_id, CASE WHEN ended THEN p."group" END AS grp '
    "FROM petition_spans p JOIN conference_spans c USING (conference_id) "
    "CROSS JOIN LATERAL (SELECT c.unit_id = ANY($2) AS ended) AS e "
    "WHERE p.overdue AND p.from_at <= $1 AND p.to_at > $1 AND c.from_at <= $1 AND c.to_at > $1"
    ") AS found GROUP BY 1, 2, 3, 4, 5"
)
"""One by one only where a unit has ended: what was its passes on by petition, group or conference (R6)."""


def _standing(row: Sequence[Any]) -> ConferenceStanding:
    conference_id, unit_id, theme, starts_at, starts_on, quarter, cancelled, document, held = row
    return ConferenceStanding(
        conference_id, unit_id, theme, starts_at, starts_on, quarter, cancelled,
        msgspec.json.decode(document) if document else None, held,
    )  # fmt: skip


async def conferences_of_quarter(
    conn: AsyncConnection, quarter: str, at: datetime, but_not: Sequence[str]
) -> list[ConferenceStanding]:
    """The conferences that belonged to the quarter at `at`."""
    rows = await fetch(conn, OF_QUARTER, quarter, at, list(but_not))
    return [_standing(row) for row in rows]


async def counts(
    conn: AsyncConnection, conference_ids: Sequence[str], at: datetime, but_not: Sequence[str]
) -> list[Count]:
    """How many petitions of each conference and group were in which state at `at`, those of `but_not` left
    out. From the sums by day where no span was replaced since they were made.
    """
    left_out = list(but_not)
    touched = await figure_days.touched(conn, conference_ids)
    quiet = [each for each in conference_ids if each not in touched]
    found = await figure_days.counts(conn, quiet, at)
    if quiet and left_out:
        found += [Count(*row) for row in await fetch(conn, LEFT_OUT, quiet, at, left_out)]
    if touched:
        found += [Count(*row) for row in await fetch(conn, COUNTS, sorted(touched), at, left_out)]
    return found


async def quarters(conn: AsyncConnection, at: datetime) -> list[str]:
    """The quarters that had a conference at `at`, in order."""
    return list((await conn.exec_driver_sql(QUARTERS, (at,))).scalars())


async def overdue(
    conn: AsyncConnection, at: datetime, ended: Sequence[str]
) -> list[tuple[str, Matter, date, int]]:
    """The petitions overdue at `at`: their conferences' unit, what they are, the oldest due day not met."""
    rows = await fetch(conn, OVERDUE, at, list(ended))
    return [
        (unit_id, Matter(conference_id, petition_id, group), due_on, count)
        for unit_id, conference_id, petition_id, group, due_on, count in rows
    ]
