"""What is one petition about? Its state as anyone may see it; its words and names to who may answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.domain.entitlement import entitled
from services.petitions.handlers.acting import ACTIONS
from services.petitions.handlers.showing import describe, taken_in
from services.petitions.store import acts
from shared.dialogue.acts import Act, EffectiveActs, effective
from shared.dialogue.conference import ConferenceView, conference_spans, scheduling
from shared.dialogue.petition import in_effect
from shared.messaging.desk import Shop
from shared.messaging.law import told
from shared.units import Registry

SAID = ("channel", "business", "content", "contact")
"""What a reception says that is nobody else's concern: a petitioner's name, number, words."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A petition as a unit sees it."""

    told: Mapping[str, Any]
    """As programs are answered."""
    conference: ConferenceView | None
    may: frozenset[str]
    """The actions that the unit is entitled to now, whatever the petition's state says of them."""
    registry: Registry


async def look_up(shop: Shop, petition_id: str, unit_id: str | None) -> Mapping[str, Any]:
    """The petition as that unit may see it, or anybody; a 404 problem if it was not received yet."""
    if unit_id is not None:
        return (await look_up_for(shop, petition_id, unit_id)).told
    async with shop.engine.connect() as conn:
        said = await taken_in(conn, petition_id)
        return await describe(conn, petition_id, said, shop.clock.now())


async def look_up_for(shop: Shop, petition_id: str, unit_id: str) -> LookedUp:
    """The petition, and what the unit may do about it; a 404 problem if it was not received yet."""
    now = shop.clock.now()
    async with shop.engine.connect() as conn:
        said = await taken_in(conn, petition_id)
        registry = (await told(conn)).current.registry
        own = effective(said)
        received = in_effect(own)[0]
        of_conference = await _conference(conn, received.data["conference_id"])
        may = _may(unit_id, own, of_conference, now, registry)
        found = await describe(conn, petition_id, said, now, unit_id, whole=bool(may))
    # What it says is shown to who could answer it now: its conference's unit, or one it was passed to.
    if "answer" in may:
        found |= {field: received.data[field] for field in SAID if field in received.data}
    spans = conference_spans(of_conference)
    return LookedUp(found, spans[-1].view if spans else None, may, registry)


async def _conference(conn: AsyncConnection, conference_id: str) -> EffectiveActs:
    subject = f"conference/{conference_id}"
    return effective((await acts.of_subjects(conn, [subject])).get(subject, []))


def _may(
    unit_id: str, own: Sequence[Act], of_conference: EffectiveActs, now: datetime, registry: Registry
) -> frozenset[str]:
    scheduled = scheduling(of_conference)
    if scheduled is None:
        return frozenset()
    owner = scheduled.data["unit_id"]
    return frozenset(
        action for action, name in ACTIONS.items() if entitled(name, unit_id, now, owner, own, registry)
    )
