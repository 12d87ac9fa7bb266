"""Which conferences are to come (R7)? Soonest first, of all units or of one, a page at a time."""

from collections.abc import Awaitable, Callable
from datetime import date
from urllib.parse import urlencode

from fastapi import Request, Response

from services.notices.handlers.announcing import Place, coming
from services.notices.pages.rendering import render
from shared.events.fields import ID
from shared.messaging.desk import Shop
from shared.web import cursors

PAGE = 20
UNIT, BEHIND = "don-vi", "sau"


def page(shop: Shop) -> Callable[[Request], Awaitable[Response]]:
    """The page at `/hoi-nghi`."""

    async def shown(request: Request) -> Response:
        asked, now = request.query_params.get(UNIT, ""), shop.clock.now()
        unit_id = asked if ID.fullmatch(asked) else None
        behind = _behind(request.query_params.get(BEHIND), unit_id)
        async with shop.engine.connect() as conn:
            found = await coming(conn, unit_id, behind, PAGE, now)
        known = unit_id is None or any(unit.id == unit_id for unit in found.units)
        return render(
            "coming.html",
            here="/hoi-nghi",
            found=found,
            chosen=unit_id or "",
            misread=bool(asked) and not (unit_id and (known or found.conferences)),
            behind=behind is not None,
            first=_address(unit_id),
            next=found.more and _address(unit_id, found.more),
            now=now,
        )

    return shown


def _address(unit_id: str | None, behind: Place | None = None) -> str:
    asked = {UNIT: unit_id} if unit_id else {}
    if behind is not None:
        asked[BEHIND] = cursors.encode((unit_id,), behind[0].isoformat(), behind[1])
    return f"/hoi-nghi?{urlencode(asked)}" if asked else "/hoi-nghi"


def _behind(cursor: str | None, unit_id: str | None) -> Place | None:
    """The last conference of the page before; a problem if the cursor holds none of this list."""
    place = cursors.decode(cursor, (unit_id,), 2)
    if place is None:
        return None
    try:
        day, conference_id = date.fromisoformat(str(place[0])), str(place[1])
    except ValueError:
        raise cursors.of_another_list() from None
    if not ID.fullmatch(conference_id):
        raise cursors.of_another_list()
    return day, conference_id
