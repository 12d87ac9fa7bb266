"""Which subjects can't be answered for from the spans, as known at a moment (R29)?

Spans say what follows from everything taken in. That is what was known at `known_at` too, but for subjects
that have acts recorded later, or that are marked to be folded again: these few are folded from their acts.
A new calendar's own mark stands before any petition is marked: until it is worked off, no span tells what is
overdue.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import fetch_value

MOVING = (
    "ConferenceScheduled", "ConferenceRescheduled", "ConferenceCancelled", "ConferenceHeld", "EventCorrected",
)  # fmt: skip
CONFERENCES = (
    "SELECT subject FROM acts WHERE recorded_at > $1 AND name = ANY($2) AND subject LIKE 'conference/%' "
    "UNION SELECT subject FROM recomputations WHERE subject LIKE 'conference/%'"
)
PETITIONS = (
    "SELECT l.petition_id FROM petition_links l JOIN ("
    "SELECT subject FROM acts WHERE recorded_at > $2 UNION SELECT subject FROM recomputations"
    ") s ON l.petition_id = substr(s.subject, 10) AND s.subject LIKE 'petition/%' "
    "WHERE l.conference_id = ANY($1) "
    "UNION SELECT petition_id FROM petition_links WHERE conference_id = ANY($3)"
)
CALENDAR_WAITS = "SELECT EXISTS (SELECT FROM recomputations WHERE starts_with(subject, 'calendar/'))"


async def calendar_waits(conn: AsyncConnection) -> bool:
    """Is there a calendar that no petition has been marked for yet?"""
    return await fetch_value(conn, CALENDAR_WAITS)


async def stale_conferences(conn: AsyncConnection, known_at: datetime) -> list[str]:
    """The ids of the conferences that must be folded from their acts."""
    rows = await conn.exec_driver_sql(CONFERENCES, (known_at, list(MOVING)))
    return sorted(subject.removeprefix("conference/") for subject in rows.scalars())


async def stale_petitions(
    conn: AsyncConnection, known_at: datetime, conference_ids: Sequence[str], stale: Sequence[str]
) -> list[str]:
    """Of the petitions of these conferences those that must be folded: all of a stale conference's
    among them.
    """
    rows = await conn.exec_driver_sql(PETITIONS, (list(conference_ids), known_at, list(stale)))
    return sorted(rows.scalars())
