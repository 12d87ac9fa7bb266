"""What does a unit have to do, the most urgent first? What is open under it, by its first open due day.

What is open is found by index and read whole, however much is closed: an index in the order of due days would
be written at every change of a state or of a day.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store.petitions import Wanted, narrowed
from shared.database.rows import fetch

DUE = """
LEFT JOIN LATERAL (
    SELECT min(due_on) FILTER (WHERE state = 'open') AS due_on, bool_or(state = 'met') AS met,
        bool_or(provisional) FILTER (WHERE state = 'open') AS provisional
    FROM due_days WHERE petition_id = {}.petition_id OFFSET 0
) AS d ON true
"""
"""The first day by which something about the petition is owed; whether something was."""
_LIST = """
WITH held AS (
    SELECT p.* FROM unnest($2::text[], $3::text[]) AS w(state, unit_id) CROSS JOIN LATERAL (
        SELECT * FROM petitions p WHERE p.state = w.state AND p.unit_id = w.unit_id{more} OFFSET 0
    ) AS p
    UNION ALL
    SELECT p.* FROM (
        SELECT petition_id FROM due_days
        WHERE kind = 'written_answer' AND state = 'open' AND cardinality($4::text[]) > 0 OFFSET 0
    ) AS d CROSS JOIN LATERAL (
        SELECT * FROM petitions p
        WHERE p.petition_id = d.petition_id AND p.state = 'resolved' AND p.unit_id = ANY($4){more} OFFSET 0
    ) AS p
), listed AS (
    SELECT held.*, d.due_on, d.provisional, d.met, coalesce(d.due_on, '{never}') AS urgent,
        count(*) OVER () AS total, count(*) FILTER (WHERE d.due_on < $5) OVER () AS overdue
    FROM held {due}
)
SELECT petition_id, conference_id, unit_id, "group", state, received_at, due_on, provisional, met, urgent,
    total, overdue
FROM listed WHERE (urgent, received_at, petition_id) > ($6, $7, $8)
ORDER BY urgent, received_at, petition_id LIMIT $1
"""
NEVER = date(9999, 12, 31)
"""Where what has no open due day stands: behind all that has."""


class Place(NamedTuple):
    """Where the list stands: the last petition's due day, when it was received, and its id."""

    urgent: date
    received_at: datetime
    petition_id: str


FIRST = Place(date(1, 1, 1), datetime.fromisoformat("0001-01-02T00:00:00+00:00"), "")


async def page(
    conn: AsyncConnection, wanted: Wanted, owing: Sequence[str], today: date, after: Place, limit: int
) -> list[Any]:
    """A page of it; `owing`: the units of which it has too what is resolved and still owed in writing."""
    statement, arguments = listing(wanted, owing, today, after, limit)
    return await fetch(conn, statement, *arguments)


def listing(
    wanted: Wanted, owing: Sequence[str], today: date, after: Place, limit: int
) -> tuple[str, list[Any]]:
    """The statement, and its arguments, by which a page is read."""
    arguments: list[Any] = [limit, wanted.states, wanted.units, owing, today, *after]
    return _LIST.format(more=narrowed(wanted, arguments), never=NEVER, due=DUE.format("held")), arguments
