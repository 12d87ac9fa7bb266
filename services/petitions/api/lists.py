"""Which petitions are there? `GET /api/petitions`, oldest first, by unit, state, group or conference."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import TypeAdapter

from services.petitions.handlers import held_by
from shared.clock import local_date, local_moment
from shared.dialogue.petition import PetitionState
from shared.events.fields import Group, Id, parse_moment
from shared.messaging.desk import Shop
from shared.messaging.law import told
from shared.web import cursors

PAGE = 100
_IDS = TypeAdapter(Id)


def router(shop: Shop) -> APIRouter:
    """The list."""
    routes = APIRouter(tags=["petitions"])

    @routes.get("/api/petitions")
    async def list_petitions(  # pyright: ignore[reportUnusedFunction]
        unit_id: Id | None = None,
        state: PetitionState | None = None,
        group: Group | None = None,
        conference_id: Id | None = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = PAGE,
    ) -> dict[str, Any]:
        asked = (unit_id, state, group, conference_id)
        after = _behind(cursor, asked)
        async with shop.engine.connect() as conn:
            registry, today = (await told(conn)).current.registry, local_date(shop.clock.now())
            others = (state and state.value, group and group.value, conference_id)
            rows = await held_by.page(conn, unit_id, others, after, limit + 1, registry, today)
        items = [{**_item(row), "held_by": held_by.holder(row, registry, today)} for row in rows[:limit]]
        answer: dict[str, Any] = {"items": items}
        if len(rows) > limit:
            last = rows[limit - 1]
            answer["next_cursor"] = cursors.encode(asked, last.received_at.isoformat(), last.petition_id)
        return answer

    return routes


def _behind(cursor: str | None, asked: Sequence[Any]) -> tuple[datetime, str] | None:
    """The place of the last petition seen; a problem if the cursor holds none of this list."""
    place = cursors.decode(cursor, asked, 2)
    if place is None:
        return None
    try:
        return parse_moment(str(place[0])), _IDS.validate_python(place[1])
    except ValueError:
        raise cursors.of_another_list() from None


def _item(row: Any) -> dict[str, Any]:
    return {
        "petition_id": row.petition_id,
        "conference_id": row.conference_id,
        "unit_id": row.unit_id,
        "group": row.group,
        "state": row.state,
        "received_at": local_moment(row.received_at),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "due_state": row.due_state,
    }
