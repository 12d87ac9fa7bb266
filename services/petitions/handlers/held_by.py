"""Whose petitions are these (R6)? A unit's own, and those still open that have passed to it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store import petitions
from services.petitions.store.petitions import Wanted
from shared.dialogue.petition import PetitionState
from shared.units import Matter, Registry

OPEN = frozenset(
    {PetitionState.PENDING.value, PetitionState.TRANSFERRED.value, PetitionState.AWAITING_DIRECTION.value}
)
_STATES = tuple(state.value for state in PetitionState)


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
    state, group, conference_id = others
    wanted = _wanted([state] if state else _STATES, unit_id, group, conference_id, registry)
    found: list[Any] = []
    while True:
        rows = await petitions.page(conn, wanted, after, limit)
        found += [
            row for row in rows if unit_id in (None, row.unit_id) or holder(row, registry, today) == unit_id
        ]
        if len(found) >= limit or len(rows) < limit:
            return found[:limit]
        after = rows[-1].received_at, rows[-1].petition_id


def _wanted(
    states: Sequence[str],
    unit_id: str | None,
    group: str | None,
    conference_id: str | None,
    registry: Registry,
) -> Wanted:
    """Of the units before it a unit can only hold what is open: what they closed is not read."""
    if unit_id is None:
        return Wanted(states, None, group, conference_id)
    left = [(state, each) for each in registry.predecessors_of(unit_id) for state in states if state in OPEN]
    pairs = [*((state, unit_id) for state in states), *left]
    return Wanted([state for state, _ in pairs], [unit for _, unit in pairs], group, conference_id)
