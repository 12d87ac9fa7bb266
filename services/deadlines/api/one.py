"""Why is this due that day? `GET /api/deadlines/{deadline_id}`: its moves, each day counted (R11, R15)."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncEngine

from services.deadlines.api import parameters, shapes
from services.deadlines.api.parameters import MaybeText, Moments
from services.deadlines.handlers.known_then import KnownThen
from services.deadlines.handlers.law import Laws
from services.deadlines.store import queries
from shared.clock import Clock
from shared.dialogue.deadline import Timeline, at_moment
from shared.web.problems import not_found


def router(engine: AsyncEngine, laws: Laws, clock: Clock) -> APIRouter:
    """The route of one deadline; after those of lists, whose names are no ids."""
    routes = APIRouter(prefix="/api/deadlines", tags=["deadlines"])
    then = KnownThen(engine, laws)

    async def timeline_of(deadline_id: str, moments: Moments) -> Timeline:
        if moments.known_at is not None:
            with parameters.answered_for_certain():
                return await then.timeline(deadline_id, moments.as_of, moments.known_at)
        async with engine.connect() as conn:
            return await queries.timeline(conn, deadline_id)

    @routes.get("/{deadline_id}")
    async def deadline(  # pyright: ignore[reportUnusedFunction]
        deadline_id: str, as_of: MaybeText = None, known_at: MaybeText = None
    ) -> dict[str, Any]:
        moments = parameters.moments(as_of, known_at, clock)
        timeline = await timeline_of(deadline_id, moments)
        span = at_moment(timeline, moments.as_of)
        if span is None:
            raise not_found(f"thời hạn {deadline_id} tại thời điểm {shapes.moment(moments.as_of)}")
        calendar = (laws.at(moments.known_at) if moments.known_at else laws.current).calendar
        return {
            "as_of": shapes.moment(moments.as_of),
            **shapes.item(span, moments.as_of, calendar),
            "moves": shapes.moves(timeline, moments.as_of),
            "explanation": shapes.explanation(span, calendar),
        }

    return routes
