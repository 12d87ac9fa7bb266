"""What is one petition about? Its state as anyone may see it; its words and names to who may answer it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.domain.entitlement import entitled
from services.petitions.handlers.showing import describe, taken_in
from services.petitions.store import acts
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import scheduling
from shared.dialogue.petition import in_effect
from shared.messaging.desk import Shop
from shared.messaging.law import told
from shared.units import Registry
from shared.web.access import Caller, reading

SAID = ("channel", "business", "content", "contact")
"""What a reception says that is nobody else's concern: a petitioner's name, number, words."""


def router(shop: Shop) -> APIRouter:
    """The route on which a petition is looked up by its id."""
    routes = APIRouter(tags=["petitions: officers"])

    @routes.get("/api/petitions/{petition_id}")
    async def look_up(  # pyright: ignore[reportUnusedFunction]
        petition_id: str, caller: Annotated[Caller | None, Depends(reading)]
    ) -> dict[str, Any]:
        now = shop.clock.now()
        async with shop.engine.connect() as conn:
            acts_of_it = await taken_in(conn, petition_id)
            found = await describe(conn, petition_id, acts_of_it, now, caller.unit_id if caller else None)
            if caller and caller.unit_id:
                registry = (await told(conn)).current.registry
                found |= await _said(conn, acts_of_it, caller.unit_id, now, registry)
            return found

    return routes


async def _said(
    conn: AsyncConnection, acts_of_it: Sequence[Act], unit_id: str, now: datetime, registry: Registry
) -> Mapping[str, Any]:
    """What the petition says, if the unit could answer it now: its conference's, or one it was passed to."""
    own = effective(acts_of_it)
    received = in_effect(own)[0]
    conference = f"conference/{received.data['conference_id']}"
    scheduled = scheduling(effective((await acts.of_subjects(conn, [conference])).get(conference, [])))
    if scheduled is None:
        return {}
    if not entitled("PetitionAnswered", unit_id, now, scheduled.data["unit_id"], own, registry):
        return {}
    return {field: received.data[field] for field in SAID if field in received.data}
