"""Which deadlines are there, which petitions are overdue? `GET /api/deadlines`, `…/overdue-petitions`.

`open` is what is still within its day, `overdue` past it and neither met nor void; without a state, all.
Without `known_at` it is by all that is here: of what was recorded after `known_until` (the first page says
it) some may be missing.
"""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncEngine

from services.deadlines.api import parameters, shapes
from services.deadlines.api.moves import said_moves
from services.deadlines.api.parameters import MaybeText, Moments
from services.deadlines.handlers.known_then import KnownThen
from services.deadlines.handlers.moving import moves_of
from services.deadlines.store import lists as kept
from services.deadlines.store.lists import Page, Wanted
from shared.clock import Clock, local_moment, rfc3339
from shared.dialogue.deadline import Standing
from shared.messaging.law import Law, Laws
from shared.web import cursors

Limit = Annotated[int, Query(ge=1, le=1_000)]


def router(engine: AsyncEngine, laws: Laws, clock: Clock) -> APIRouter:
    """The routes of lists."""
    routes = APIRouter(prefix="/api/deadlines", tags=["deadlines"])
    lists = _Lists(engine, laws)

    @routes.get("")
    async def deadlines(  # pyright: ignore[reportUnusedFunction]
        state: MaybeText = None,
        kind: MaybeText = None,
        unit_id: MaybeText = None,
        as_of: MaybeText = None,
        known_at: MaybeText = None,
        cursor: MaybeText = None,
        limit: Limit = 100,
        explain: bool = False,
    ) -> dict[str, Any]:
        moments = parameters.moments(as_of, known_at, clock)
        states, kinds = parameters.state_of(state), parameters.kinds_of(kind)
        return await lists.answer(moments, states, kinds, unit_id, cursor, limit, explain)

    @routes.get("/overdue-petitions")
    async def overdue_petitions(  # pyright: ignore[reportUnusedFunction]
        unit_id: MaybeText = None,
        as_of: MaybeText = None,
        known_at: MaybeText = None,
        cursor: MaybeText = None,
        limit: Limit = 1_000,
        explain: bool = False,
    ) -> dict[str, Any]:
        moments = parameters.moments(as_of, known_at, clock)
        kinds = parameters.ANSWERS
        return await lists.answer(moments, Standing.OVERDUE, kinds, unit_id, cursor, limit, explain)

    return routes


class _Lists:
    def __init__(self, engine: AsyncEngine, laws: Laws) -> None:
        self._engine = engine
        self._laws = laws
        self._then = KnownThen(engine, laws)

    async def answer(
        self,
        moments: Moments,
        state: Standing | None,
        kinds: tuple[str, ...],
        unit_id: str | None,
        cursor: str | None,
        limit: int,
        explain: bool,
    ) -> dict[str, Any]:
        """The list; with `explain` each item says why it is due that day, and how it came to be."""
        asked = (state, kinds, unit_id or None, moments.known_at and rfc3339(moments.known_at))
        behind = parameters.behind(cursor, asked)
        with parameters.answered_for_certain():
            law = await self._then.law(moments.folded_until)
        wanted = Wanted(moments.as_of, state, kinds, parameters.unit_of(unit_id, law), limit=limit)
        if behind is not None:
            moments = moments.going_on(behind.as_of)
            wanted = replace(wanted, as_of=behind.as_of, after=behind.after, total=behind.total)
        page = await self._page(wanted, moments, law)
        body: dict[str, Any] = {"as_of": local_moment(moments.as_of), "total": page.total}
        if moments.known_at is not None:
            body["known_at"] = local_moment(moments.known_at)
        elif behind is None:
            body["known_until"] = page.known_until and local_moment(page.known_until)
        body["items"] = [shapes.item(span, moments.as_of, law.calendar) for span in page.spans]
        if explain:
            ids = [span.deadline_id for span in page.spans]
            async with self._engine.connect() as conn:
                moves = await moves_of(conn, ids, self._laws, moments.as_of, moments.known_at)
            for item, span in zip(body["items"], page.spans, strict=True):
                item["moves"] = said_moves(moves[span.deadline_id], law.registry)
                item["explanation"] = shapes.explained(span, self._laws.calendar_of(span.calendar_version))
        if page.more:
            last = page.spans[-1]
            place = (last.due_on.isoformat(), last.deadline_id, page.total)
            body["next_cursor"] = cursors.encode(asked, rfc3339(moments.as_of), *place)
        return body

    async def _page(self, wanted: Wanted, moments: Moments, law: Law) -> Page:
        if moments.folded_until is not None:
            return await self._then.page(wanted, moments.folded_until, law)
        async with self._engine.connect() as conn:
            return await kept.page(conn, wanted)
