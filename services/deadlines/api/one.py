"""Why is this due that day? `GET /api/deadlines/{deadline_id}`: its moves, each day counted (R11, R15)."""

import re
from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncEngine

from services.deadlines.api import parameters, shapes
from services.deadlines.api.moves import said_moves
from services.deadlines.api.parameters import MaybeText, Moments
from services.deadlines.handlers.known_then import KnownThen
from services.deadlines.handlers.moving import moves_of
from services.deadlines.store import queries
from shared.clock import Clock, local_moment
from shared.dialogue.deadline import Timeline, at_moment
from shared.messaging.law import Law, Laws
from shared.web.problems import not_found

DEADLINE_ID = re.compile(r"[a-z_]{1,40}:[a-z0-9-]{1,64}(:[0-9]{1,9})?")
"""A kind, what it binds, and of some the cycle or the year. Nothing else is looked up."""


def router(engine: AsyncEngine, laws: Laws, clock: Clock) -> APIRouter:
    """The route of one deadline; after those of lists, whose names are no ids."""
    routes = APIRouter(prefix="/api/deadlines", tags=["deadlines"])
    then = KnownThen(engine, laws)

    async def timeline_of(deadline_id: str, moments: Moments, law: Law) -> Timeline:
        if moments.folded_until is not None:
            return await then.timeline(deadline_id, moments.as_of, moments.folded_until, law)
        async with engine.connect() as conn:
            return await queries.timeline(conn, deadline_id)

    @routes.get("/{deadline_id}")
    async def deadline(  # pyright: ignore[reportUnusedFunction]
        deadline_id: str, as_of: MaybeText = None, known_at: MaybeText = None
    ) -> dict[str, Any]:
        moments = parameters.moments(as_of, known_at, clock)
        if not DEADLINE_ID.fullmatch(deadline_id):
            raise not_found("thời hạn này")
        with parameters.answered_for_certain():
            law = await then.law(moments.folded_until)
        timeline = await timeline_of(deadline_id, moments, law)
        span = at_moment(timeline, moments.as_of)
        if span is None:
            raise not_found(f"thời hạn {deadline_id} tại thời điểm {local_moment(moments.as_of)}")
        calendar = laws.calendar_of(span.calendar_version)
        async with engine.connect() as conn:
            moves = await moves_of(conn, [deadline_id], laws, moments.as_of, moments.known_at)
        return {
            "as_of": local_moment(moments.as_of),
            **shapes.item(span, moments.as_of, calendar),
            "moves": said_moves(moves[deadline_id], law.registry),
            "explanation": shapes.explained(span, calendar),
        }

    return routes
