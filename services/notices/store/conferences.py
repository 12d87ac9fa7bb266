"""The conferences as they stand: written from their fold, read for lists."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.store.tables import CONFERENCES
from shared.database.bulk import insert_rows
from shared.database.rows import fetch
from shared.dialogue.conference import ConferenceView
from shared.events.fields import ID

COLUMNS = (
    "conference_id", "unit_id", "theme", "format", "venue", "chair", "scheduled_at", "starts_at", "starts_on",
    "reception_deadline", "status", "held", "participants", "registrations", "updated_at",
)  # fmt: skip
REPLACED = [name for name in COLUMNS if name not in ("conference_id", "registrations")]
REPLACE = (
    "ON CONFLICT (conference_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in REPLACED)
    + ", registrations = conferences.registrations + excluded.registrations"
)
PAGE = """
SELECT conference_id, starts_on, registrations FROM conferences
WHERE ($1::text IS NULL OR unit_id = $1) AND ($2::date IS NULL OR starts_on >= $2)
  AND ($3::date IS NULL OR starts_on <= $3)
  AND ($4::date IS NULL OR (starts_on, conference_id) > ($4, $5::text))
ORDER BY starts_on, conference_id LIMIT $6
"""
COMING = (
    "SELECT conference_id, starts_on FROM conferences "
    "WHERE {}(starts_on, conference_id) > ($1, $2::text) ORDER BY starts_on, conference_id LIMIT $3"
)
COMING_OF_ALL = COMING.format("")
COMING_OF_SOME = (
    f"SELECT found.* FROM unnest($4::text[]) AS asked(unit) "
    f"CROSS JOIN LATERAL ({COMING.format('unit_id = unit AND ')}) AS found "
    "ORDER BY starts_on, conference_id LIMIT $3"
)
"""Each by an index of its own, of each unit the first (docs/decisions/0024)."""
THESE = (
    "SELECT conference_id, starts_on, registrations, unit_id, scheduled_at FROM conferences "
    "WHERE conference_id = ANY($1)"
)

LISTED = (
    "conference_id, unit_id, theme, venue, starts_at, starts_on, status, held, participants, registrations"
)
OF_UNITS = (
    f"SELECT found.* FROM unnest($1::text[]) AS asked(unit) CROSS JOIN LATERAL ("
    f"SELECT {LISTED} FROM conferences WHERE unit_id = unit AND (starts_on, conference_id) {{behind}} "
    "($2, $3::text) ORDER BY starts_on {way}, conference_id {way} LIMIT $4) AS found "
    "ORDER BY starts_on {way}, conference_id {way} LIMIT $4"
)
LATER = OF_UNITS.format(behind=">", way="ASC")
EARLIER = OF_UNITS.format(behind="<", way="DESC")


async def upsert(
    conn: AsyncConnection,
    views: Sequence[ConferenceView],
    registered: Mapping[str, int],
    now: datetime,
) -> None:
    """Replaces these conferences' rows and adds `registered` (by id) to their counts, with one statement."""
    rows = [
        (
            view.conference_id, view.unit_id, view.theme, view.format, view.venue, view.chair,
            view.scheduled_at, view.starts_at, view.starts_on, view.reception_deadline,
            view.status.value, view.held, view.participants, registered.get(view.conference_id, 0), now,
        )
        for view in sorted(views, key=lambda view: view.conference_id)
    ]  # fmt: skip
    await insert_rows(conn, CONFERENCES, COLUMNS, rows, REPLACE)


async def page(
    conn: AsyncConnection,
    unit_id: str | None,
    days: tuple[date | None, date | None],
    after: tuple[date, str] | None,
    limit: int,
) -> list[Any]:
    """A page of conferences by start day, both days included."""
    return list(await conn.exec_driver_sql(PAGE, (unit_id, *days, *(after or (None, None)), limit)))


async def these(conn: AsyncConnection, conference_ids: Iterable[str]) -> dict[str, Any]:
    """The rows of these conferences, those that are known, by id."""
    rows = await conn.exec_driver_sql(THESE, (sorted(conference_ids),))
    return {row.conference_id: row for row in rows}


async def this(conn: AsyncConnection, conference_id: str) -> Any | None:
    """The conference's row; None if there is none, or this can be nobody's id."""
    found = await these(conn, [conference_id]) if ID.fullmatch(conference_id) else {}
    return found.get(conference_id)


async def coming(
    conn: AsyncConnection, unit_ids: Sequence[str] | None, after: tuple[date, str], limit: int
) -> list[Any]:
    """The next conferences behind this place, by day; of these units, or of all."""
    if unit_ids is None:
        return await fetch(conn, COMING_OF_ALL, *after, limit)
    return await fetch(conn, COMING_OF_SOME, *after, limit, list(unit_ids))


async def later(
    conn: AsyncConnection, unit_ids: Sequence[str], after: tuple[date, str], limit: int
) -> list[Any]:
    """These units' conferences behind this place, soonest first."""
    return await fetch(conn, LATER, list(unit_ids), *after, limit)


async def earlier(
    conn: AsyncConnection, unit_ids: Sequence[str], before: tuple[date, str], limit: int
) -> list[Any]:
    """Those before this place, the last first."""
    return await fetch(conn, EARLIER, list(unit_ids), *before, limit)
