"""What has a unit to do about petitions (R6, R11, R14), the most urgent first; and what has it closed?

To do is what is not fully resolved, wherever it was passed on to, and what is and still owes an answer in
writing. A transfer or a report upwards stops no clock (R12).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.domain.entitlement import called, entitled
from services.petitions.handlers.held_by import OPEN, held, holder
from services.petitions.handlers.held_by import page as oldest_first
from services.petitions.store import acts, passed_on, worklist
from services.petitions.store.petitions import Wanted
from services.petitions.store.worklist import FIRST, NEVER, Place
from shared.clock import local_date
from shared.dialogue.acts import effective
from shared.dialogue.conference import ConferenceView, conference_spans
from shared.messaging.desk import Shop
from shared.messaging.law import told
from shared.units import Registry

MOST_PASSED_ON = 100


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of a unit's petitions."""

    rows: Sequence[Any]
    passed_on: Sequence[Any]
    """Of others' petitions those that it may answer; on the first page of what is to be done."""
    not_all: bool
    """More of them may have been passed on than were looked at."""
    more: Place | None
    """The last of them, where others follow."""
    conferences: Mapping[str, ConferenceView]
    unit: str
    """What it is called today."""
    today: date


async def worklist_of(
    shop: Shop, unit_id: str, state: str | None, group: str | None, after: Place | None, limit: int
) -> Worklist:
    """What is to be done, by due day; of a closed state, what came to it, oldest first."""
    today = local_date(shop.clock.now())
    async with shop.engine.connect() as conn:
        registry = (await told(conn)).current.registry
        passed, not_all = list[Any](), False
        if state is None or state in OPEN:
            rows = await _to_do(conn, unit_id, state, group, after, limit + 1, registry, today)
            if after is None and state is None:
                passed, not_all = await _passed_on(conn, unit_id, group, shop.clock.now(), registry)
        else:
            behind = (after.received_at, after.petition_id) if after else None
            asked = (state, group, None)
            rows = await oldest_first(conn, unit_id, asked, behind, limit + 1, registry, today)
        shown = rows[:limit]
        conferences = await _conferences(conn, sorted({row.conference_id for row in (*shown, *passed)}))
    more = None
    if len(rows) > limit:
        last = shown[-1]
        more = Place(last.due_on or NEVER, last.received_at, last.petition_id)
    return Worklist(shown, passed, not_all, more, conferences, registry.name_at(unit_id, today), today)


async def _to_do(
    conn: AsyncConnection, unit_id: str, state: str | None, group: str | None, after: Place | None,
    limit: int, registry: Registry, today: date,
) -> Sequence[Any]:  # fmt: skip
    wanted = Wanted([state] if state else sorted(OPEN), None, group)
    wanted = await held(conn, unit_id, wanted, registry, today)
    owing = () if state else sorted({*(wanted.units or ())})
    return await worklist.page(conn, wanted, owing, today, after or FIRST, limit)


async def _passed_on(
    conn: AsyncConnection, unit_id: str, group: str | None, now: datetime, registry: Registry
) -> tuple[list[Any], bool]:
    """Others' open petitions that the unit may answer, because it was passed them or asked to help; and
    whether there may be more of them.
    """
    rows = await passed_on.to(conn, called(unit_id, registry), OPEN, group, unit_id, MOST_PASSED_ON)
    said = await acts.of_subjects(conn, [f"petition/{row.petition_id}" for row in rows])

    def may(row: Any) -> bool:
        known = effective(said[f"petition/{row.petition_id}"])
        return entitled("PetitionAnswered", unit_id, now, row.unit_id, known, registry)

    today = local_date(now)
    found = [row for row in rows if holder(row, registry, today) != unit_id and may(row)]
    return found, len(rows) == MOST_PASSED_ON


async def _conferences(conn: AsyncConnection, conference_ids: Sequence[str]) -> Mapping[str, ConferenceView]:
    """How each stands, as its facts told it here; one statement for all."""
    found = await acts.of_subjects(conn, [f"conference/{each}" for each in conference_ids])
    spans = [conference_spans(effective(known)) for known in found.values()]
    return {known[-1].view.conference_id: known[-1].view for known in spans if known}
