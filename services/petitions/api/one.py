"""What is one petition about? Its state as anyone may see it; its words and names to who may answer it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.api.track import describe
from services.petitions.domain.entitlement import entitled
from services.petitions.domain.lifecycle import reception
from services.petitions.store import acts
from shared.dialogue.acts import effective
from shared.messaging.desk import Shop
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
            found = await describe(conn, petition_id, now, caller.unit_id if caller else None)
            if caller and caller.unit_id:
                found |= await _said(conn, petition_id, caller.unit_id, now, shop.gate.registry)
            return found

    return routes


async def _said(
    conn: AsyncConnection, petition_id: str, unit_id: str, now: datetime, registry: Registry
) -> Mapping[str, Any]:
    """What the petition says, if the unit could answer it now: its conference's, or one it was passed to."""
    subject = f"petition/{petition_id}"
    own = effective((await acts.of_subjects(conn, [subject])).get(subject, []))
    received = reception(own)
    if received is None:
        return {}
    conference = f"conference/{received.data['conference_id']}"
    about = effective((await acts.of_subjects(conn, [conference])).get(conference, []))
    owner = next((act.data["unit_id"] for act in about if act.name == "ConferenceScheduled"), None)
    if owner is None or not entitled("PetitionAnswered", unit_id, now, owner, own, registry):
        return {}
    return {field: received.data[field] for field in SAID if field in received.data}
