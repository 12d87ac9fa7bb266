"""Whose acts tell what is not fully resolved in some quarters (R21, R22), and what was planned (R5)?"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import fetch_column
from shared.dialogue.quarter import Quarter

CONFERENCES = (
    "SELECT conference_id FROM conference_spans "
    "WHERE quarter BETWEEN $1 AND $2 AND from_at <= $3 AND to_at > $3 ORDER BY conference_id"
)
PETITIONS = (
    "SELECT petition_id FROM petition_spans WHERE conference_id = ANY($1) AND from_at <= $2 AND to_at > $2 "
    "AND state = ANY($3) ORDER BY petition_id"
)
PLANNING = "SELECT DISTINCT subject FROM acts WHERE subject LIKE 'unit/%' AND name = 'AnnualPlanSubmitted'"


async def conferences_between(
    conn: AsyncConnection, first: Quarter, last: Quarter, at: datetime
) -> list[str]:
    """The conferences whose start day, as it stood at `at`, is in these quarters."""
    # Written 2024-Q2, quarters stand in order as texts too.
    return await fetch_column(conn, CONFERENCES, str(first), str(last), at)


async def conferences_of_year(conn: AsyncConnection, year: int, at: datetime) -> list[str]:
    """Those of its four quarters."""
    return await conferences_between(conn, Quarter(year, 1), Quarter(year, 4), at)


async def unresolved(
    conn: AsyncConnection, conference_ids: Iterable[str], at: datetime, states: Iterable[str]
) -> list[str]:
    """Their petitions that were in one of these states at `at`, by what the spans say."""
    return await fetch_column(conn, PETITIONS, sorted(conference_ids), at, sorted(states))


async def planning_units(conn: AsyncConnection) -> list[str]:
    """The subjects (`unit/<id>`) that any annual plan was sent for."""
    return sorted(await fetch_column(conn, PLANNING))
