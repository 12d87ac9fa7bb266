"""Which conferences has a unit, and what does it still owe of them (R6-R8, R17, R18)?

Those to come first, soonest first; then those that are past, the last first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.notices.domain.deadline_flag import DeadlineFlag
from services.notices.store import conferences, deadline_flags
from services.notices.store.deadline_flags import Owed
from shared.clock import local_date
from shared.dialogue.deadline_as_told import ToldStatus
from shared.messaging.desk import Shop
from shared.messaging.law import told
from shared.units import Matter, Registry

MOST_OWED = 50
"""So many are shown of what is owed: with more, what is due first."""


@dataclass(frozen=True, slots=True)
class Place:
    """The last conference seen: among those to come, or among those that are past."""

    past: bool
    day: date
    conference_id: str


@dataclass(frozen=True, slots=True)
class OfUnit:
    """A page of a unit's conferences."""

    coming: Sequence[Any]
    past: Sequence[Any]
    owed_of: Mapping[str, Sequence[DeadlineFlag]]
    """What is owed of each of these, by id."""
    owed: Sequence[Owed]
    """What the unit owes of any, first due first; on the first page."""
    not_all: bool
    """It owes more than that."""
    more: Place | None
    unit: str
    """What it is called today."""
    now: datetime


async def conferences_of(shop: Shop, unit_id: str, behind: Place | None, limit: int) -> OfUnit:
    """The unit's own, and those of the units it followed that are its own by now (R6)."""
    now = shop.clock.now()
    today = local_date(now)
    async with shop.engine.connect() as conn:
        registry = (await told(conn)).current.registry
        units = [unit_id, *registry.predecessors_of(unit_id)]
        after = (date.max, "") if behind and behind.past else (today, "")
        before = (today, "")
        if behind:
            place = (behind.day, behind.conference_id)
            after, before = (after, place) if behind.past else (place, before)
        coming = await conferences.later(conn, units, after, limit + 1)
        past = await conferences.earlier(conn, units, before, limit + 1)
        shown = [*((False, row) for row in coming), *((True, row) for row in past)]
        more = _place(shown[limit - 1]) if len(shown) > limit else None
        held = [(was, row) for was, row in shown[:limit] if _holds(unit_id, row, registry, today)]
        flags = await deadline_flags.of_conferences(conn, [row.conference_id for _, row in held])
        owed = [] if behind else await deadline_flags.owed_by(conn, unit_id, MOST_OWED + 1)
    return OfUnit(
        [row for was, row in held if not was],
        [row for was, row in held if was],
        {each: [flag for flag in found if _open(flag)] for each, found in flags.items()},
        owed[:MOST_OWED],
        len(owed) > MOST_OWED,
        more,
        registry.name_at(unit_id, today),
        now,
    )


def _place(found: tuple[bool, Any]) -> Place:
    was, row = found
    return Place(was, row.starts_on, row.conference_id)


def _holds(unit_id: str, row: Any, registry: Registry, today: date) -> bool:
    """Whose it is today; what a unit scheduled itself stays on its list."""
    return unit_id in (
        row.unit_id,
        registry.holder_on(row.unit_id, today, Matter(conference_id=row.conference_id)),
    )


def _open(flag: DeadlineFlag) -> bool:
    return flag.stands.status is ToldStatus.OPEN
