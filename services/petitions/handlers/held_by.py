"""Whose petitions are these (R6)? A unit's own, and those still open that have passed to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.domain.inherited import Inherited, inherited
from services.petitions.store import petitions
from services.petitions.store.petitions import Parted, Wanted
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
    """A page of petitions, oldest first; `others`: state, group, conference.

    Of the units before it a unit can only hold what is open: what they closed is not read, nor what of a
    split unit is somebody else's.
    """
    state, group, conference_id = others
    wanted = Wanted([state] if state else _STATES, None, group, conference_id)
    if unit_id is not None:
        wanted = await held(conn, unit_id, wanted, registry, today)
    return await petitions.page(conn, wanted, after, limit)


async def held(
    conn: AsyncConnection, unit_id: str, wanted: Wanted, registry: Registry, today: date
) -> Wanted:
    """What is wanted, of what the unit holds: each state beside the unit under which it stands."""
    passed = inherited(unit_id, today, registry)
    left = [(each, before) for before in passed.units for each in wanted.states if each in OPEN]
    pairs = [*((each, unit_id) for each in wanted.states), *left]
    wanted = replace(wanted, states=[s for s, _ in pairs], units=[unit for _, unit in pairs])
    if left and not passed.whole:
        wanted = replace(wanted, parted=await _parted(conn, unit_id, passed, registry, today))
    return wanted


async def _parted(
    conn: AsyncConnection, unit_id: str, passed: Inherited, registry: Registry, today: date
) -> Parted:
    """Who holds a petition that a decision names follows from its row; one statement for all of them."""
    named = await petitions.these(conn, sorted(passed.petitions)) if passed.petitions else []
    return Parted(
        unit_id,
        ["|".join(each) for each in passed.conferences],
        ["|".join(each) for each in passed.keys],
        [row.petition_id for row in named],
        [row.petition_id for row in named if holder(row, registry, today) == unit_id],
    )
