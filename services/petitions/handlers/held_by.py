"""Whose petitions are these (R6)? A unit's own, and those still open that have passed to it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store import petitions
from shared.dialogue.petition import PetitionState
from shared.units import Matter, Registry

OPEN = frozenset(
    {PetitionState.PENDING.value, PetitionState.TRANSFERRED.value, PetitionState.AWAITING_DIRECTION.value}
)


def holder(row: Any, registry: Registry, today: date) -> str:
    """Who holds the petition in this row: of one that is closed, whoever held its conference."""
    if row.state not in OPEN:
        return row.unit_id
    return registry.holder_on(row.unit_id, today, Matter(row.conference_id, row.petition_id, row.group))


async def page(
    conn: AsyncConnection,
    unit_id: str | None,
    others: tuple[str | None, str | None, str | None],
    after: tuple[datetime, str] | None,
    limit: int,
    registry: Registry,
    today: date,
) -> Sequence[Any]:
    """A page of petitions, oldest first; `others`: state, group, conference."""
    units = None if unit_id is None else [unit_id, *registry.predecessors_of(unit_id)]
    found: list[Any] = []
    while True:
        rows = await petitions.page(conn, (units, *others), after, limit)
        found += [
            row for row in rows if unit_id in (None, row.unit_id) or holder(row, registry, today) == unit_id
        ]
        if len(found) >= limit or len(rows) < limit:
            return found[:limit]
        after = rows[-1].received_at, rows[-1].petition_id
