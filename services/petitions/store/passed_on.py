"""Which petitions may have been passed on to a unit, or may have asked for its help (R12)?

By what was ever named, as it was written: whether that stands, and means this unit, is judged by the acts.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store.tables import PASSED_ON
from services.petitions.store.worklist import DUE, NEVER
from shared.database.bulk import insert_rows
from shared.database.rows import fetch

COLUMNS = ("named", "petition_id")
OPEN_ONES = f"""
SELECT p.petition_id, p.conference_id, p.unit_id, p."group", p.state, p.received_at,
    d.due_on, d.provisional, d.met
FROM (
    SELECT DISTINCT found.petition_id FROM unnest($1::text[]) AS wanted(named) CROSS JOIN LATERAL (
        SELECT petition_id FROM passed_on WHERE passed_on.named = wanted.named OFFSET 0
    ) AS found
) AS named CROSS JOIN LATERAL (
    SELECT * FROM petitions WHERE petition_id = named.petition_id AND state = ANY($2)
        AND ($3::text IS NULL OR "group" = $3) AND unit_id <> $4 OFFSET 0
) AS p {DUE.format("p")}
ORDER BY coalesce(d.due_on, '{NEVER}'), p.received_at, p.petition_id LIMIT $5
"""


async def note(conn: AsyncConnection, named: Sequence[tuple[str, str]]) -> None:
    """Keeps what was named with its petition, with one statement, if there is something."""
    await insert_rows(conn, PASSED_ON, COLUMNS, named, "ON CONFLICT DO NOTHING")


async def to(
    conn: AsyncConnection,
    names: Collection[str],
    states: Collection[str],
    group: str | None,
    unit_id: str,
    limit: int,
) -> list[Any]:
    """Others' petitions in these states that name one of these, the most urgent first."""
    return await fetch(conn, OPEN_ONES, sorted(names), sorted(states), group, unit_id, limit)
