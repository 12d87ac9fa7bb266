"""How are the spans of conferences and petitions replaced? Deleted and inserted, one statement each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.store.tables import CONFERENCE_SPANS, PETITION_SPANS
from shared.database.bulk import insert_rows
from shared.database.by_key import lying_at
from shared.database.rows import execute, fetch

CONFERENCE_COLUMNS = tuple(column.name for column in CONFERENCE_SPANS.columns)
PETITION_COLUMNS = tuple(column.name for column in PETITION_SPANS.columns)
_CONFERENCE = PETITION_COLUMNS.index("conference_id")
REMOVE_CONFERENCES = "DELETE FROM conference_spans WHERE conference_id = ANY($1)"
REMOVE = (
    f"WITH gone AS (DELETE FROM petition_spans WHERE {lying_at('petition_spans', 'petition_id')} "
    "RETURNING conference_id) "
    "INSERT INTO figure_touches (conference_id) "
    "SELECT conference_id FROM gone UNION SELECT unnest($2::text[])"
)
"""Nobody else replaces them meanwhile (in_place.py)."""
START_DAYS = (
    "SELECT conference_id, from_at, starts_on FROM conference_spans "
    "WHERE conference_id = ANY($1) ORDER BY conference_id, from_at"
)

StartDays = dict[str, list[tuple[datetime, date]]]


async def start_days(conn: AsyncConnection, conference_ids: Iterable[str]) -> StartDays:
    """From when on each conference had which start day, as written: what its petitions' due days hang on."""
    found: StartDays = {}
    for conference_id, from_at, starts_on in await fetch(conn, START_DAYS, sorted(conference_ids)):
        add_start_day(found.setdefault(conference_id, []), from_at, starts_on)
    return found


def add_start_day(known: list[tuple[datetime, date]], from_at: datetime, starts_on: date) -> None:
    """Adds a span's start day if it is another than before."""
    if not known or known[-1][1] != starts_on:
        known.append((from_at, starts_on))


async def replace_conferences(
    conn: AsyncConnection, conference_ids: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Replaces all spans of these conferences."""
    await execute(conn, REMOVE_CONFERENCES, list(conference_ids))
    values = [tuple(row[name] for name in CONFERENCE_COLUMNS) for row in rows]
    await insert_rows(conn, CONFERENCE_SPANS, CONFERENCE_COLUMNS, values)


async def replace_petitions(
    conn: AsyncConnection, petition_ids: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Replaces all spans of these petitions; rows in the order of PETITION_COLUMNS. Their conferences, those
    of old and those of now, are touched (figure_days.py).
    """
    values = list(rows)
    conference_ids = sorted({row[_CONFERENCE] for row in values})
    await execute(conn, REMOVE, list(petition_ids), conference_ids)
    await insert_rows(conn, PETITION_SPANS, PETITION_COLUMNS, values)
