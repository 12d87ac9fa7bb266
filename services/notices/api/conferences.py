"""Which conferences are there, and do they keep to the plan? `GET /api/notices/conferences`, by start day."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.handlers.register import unknown
from services.notices.handlers.showing import describe
from services.notices.store import conferences
from shared.events.fields import ID, Id
from shared.messaging.desk import Shop
from shared.messaging.law import told
from shared.web import cursors

PAGE = 50
MOST = 500


def router(shop: Shop) -> APIRouter:
    """The list, and one of it."""
    routes = APIRouter(tags=["notices"])

    @routes.get("/api/notices/conferences")
    async def list_conferences(  # pyright: ignore[reportUnusedFunction]
        unit_id: Id | None = None,
        from_: Annotated[date | None, Query(alias="from")] = None,
        to: date | None = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
    ) -> dict[str, Any]:
        """Both days included; those of the unit itself, not of units it succeeds."""
        asked = (unit_id, from_, to)
        async with shop.engine.connect() as conn:
            rows = await conferences.page(conn, unit_id, (from_, to), _place(cursor, asked), limit + 1)
            registry = (await told(conn)).current.registry
            items = await describe(conn, rows[:limit], registry, shop.clock.now())
        answer: dict[str, Any] = {"items": items}
        if len(rows) > limit:
            last = rows[limit - 1]
            answer["next_cursor"] = cursors.encode(asked, last.starts_on.isoformat(), last.conference_id)
        return answer

    @routes.get("/api/notices/conferences/{conference_id}")
    async def show_conference(conference_id: str) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        async with shop.engine.connect() as conn:
            row = await _known(conn, conference_id)
            registry = (await told(conn)).current.registry
            return (await describe(conn, [row], registry, shop.clock.now()))[0]

    return routes


async def _known(conn: AsyncConnection, conference_id: str) -> Any:
    """The conference's row; a 404 problem without one."""
    row = await conferences.this(conn, conference_id)
    if row is None:
        raise unknown()
    return row


def _place(cursor: str | None, asked: Sequence[Any]) -> tuple[date, str] | None:
    place = cursors.decode(cursor, asked, 2)
    if place is None:
        return None
    try:
        day, conference_id = date.fromisoformat(str(place[0])), str(place[1])
    except ValueError:
        day, conference_id = date.min, ""
    if not ID.fullmatch(conference_id):
        raise cursors.of_another_list()
    return day, conference_id
