"""The petitions as they stand: written from their fold, read for lists and by tracking code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store.tables import PETITIONS, TRACKING
from shared.database.bulk import Row, insert_rows
from shared.database.rows import fetch, fetch_value

COLUMNS = ("petition_id", "conference_id", "unit_id", "group", "state", "received_at", "updated_at")
REPLACE = (
    "ON CONFLICT (petition_id) DO UPDATE SET conference_id = excluded.conference_id, "
    'unit_id = excluded.unit_id, "group" = excluded."group", state = excluded.state, '
    "received_at = excluded.received_at, updated_at = excluded.updated_at"
)
PAGE = """
SELECT p.petition_id, p.conference_id, p.unit_id, p."group", p.state, p.received_at,
       d.due_on, d.state AS due_state, d.late, d.provisional
FROM petitions p LEFT JOIN due_days d ON d.deadline_id = 'petition_answer:' || p.petition_id
WHERE ($1::text[] IS NULL OR p.unit_id = ANY($1)) AND ($2::text IS NULL OR p.state = $2)
  AND ($3::text IS NULL OR p."group" = $3) AND ($4::text IS NULL OR p.conference_id = $4)
  AND ($5::timestamptz IS NULL OR (p.received_at, p.petition_id) > ($5, $6::text))
ORDER BY p.received_at, p.petition_id LIMIT $7
"""
DUE = (
    "SELECT deadline_id, kind, due_on, state, late, provisional FROM due_days "
    "WHERE petition_id = $1 ORDER BY kind"
)
TRACKED = "SELECT petition_id FROM tracking WHERE tracking_code = $1"


@dataclass(frozen=True, slots=True)
class PetitionRow:
    """A petition as it stands."""

    petition_id: str
    conference_id: str
    unit_id: str
    group: str
    state: str
    received_at: datetime


async def insert(conn: AsyncConnection, rows: Sequence[PetitionRow], now: datetime) -> None:
    """Adds petitions of which nothing is here yet, with one statement."""
    await insert_rows(conn, PETITIONS, COLUMNS, _values(rows, now))


async def upsert(conn: AsyncConnection, rows: Sequence[PetitionRow], now: datetime) -> None:
    """Replaces these petitions' rows, with one statement."""
    await insert_rows(conn, PETITIONS, COLUMNS, _values(rows, now), REPLACE)


def _values(rows: Sequence[PetitionRow], now: datetime) -> list[tuple[Any, ...]]:
    return [(r.petition_id, r.conference_id, r.unit_id, r.group, r.state, r.received_at, now) for r in rows]


async def page(
    conn: AsyncConnection,
    filters: tuple[list[str] | None, str | None, str | None, str | None],
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Any]:
    """A page of petitions, oldest first; `filters`: units, state, group, conference."""
    place = after or (None, None)
    return await fetch(conn, PAGE, *filters, *place, limit)


async def due_days(conn: AsyncConnection, petition_id: str) -> list[Any]:
    """What deadlines has said of the petition."""
    return await fetch(conn, DUE, petition_id)


async def tracked(conn: AsyncConnection, tracking_code: str) -> str | None:
    """The petition filed under this code."""
    return await fetch_value(conn, TRACKED, tracking_code)


def tracking(tracking_code: str, petition_id: str) -> Row:
    """The row by which the petition can be followed under this code."""
    return Row(TRACKING, ("tracking_code", "petition_id"), (tracking_code, petition_id))


async def track_all(conn: AsyncConnection, codes: Sequence[tuple[str, str]]) -> None:
    """Lets each of these petitions be followed by its code."""
    await insert_rows(conn, TRACKING, ("tracking_code", "petition_id"), codes)
