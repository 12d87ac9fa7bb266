"""Which conferences has an officer's unit, and what is still to be done about them (R6-R8, R17, R18)?"""

from datetime import date
from urllib.parse import urlencode

from fastapi import Request, Response

from services.notices.domain.standing import standing
from services.notices.handlers.of_unit import Place, conferences_of
from services.notices.pages.officers_conference import PATH
from services.notices.pages.rendering import render
from services.notices.pages.schedule import NEW
from shared.clock import local_date
from shared.events.fields import ID
from shared.messaging.desk import Shop
from shared.web import cursors
from shared.web.pages.forms import Page
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.pages.signed_in import person

PAGE = 30
BEHIND = "sau"
LISTS = ("coming", "past")


def page(shop: Shop) -> Page:
    """The page at `/can-bo/hoi-nghi`."""

    async def shown(request: Request) -> Response:
        unit_id = await person(request).unit_of(request.app.state.access)
        behind = _behind(request.query_params.get(BEHIND), unit_id)
        found = await conferences_of(shop, unit_id, behind, PAGE)
        return render(
            "officers_list.html",
            headers=FOR_ONE_READER,
            here=PATH,
            path=PATH,
            new=NEW,
            found=found,
            standing_of={row.conference_id: standing(row, found.now) for row in (*found.coming, *found.past)},
            today=local_date(found.now),
            behind=behind is not None,
            next=found.more and _address(unit_id, found.more),
        )

    return shown


def _address(unit_id: str, behind: Place) -> str:
    place = LISTS[behind.past], behind.day.isoformat(), behind.conference_id
    return f"{PATH}?{urlencode({BEHIND: cursors.encode((unit_id,), *place)})}"


def _behind(cursor: str | None, unit_id: str) -> Place | None:
    """The last conference of the page before; a problem if the cursor holds none of this list."""
    place = cursors.decode(cursor, (unit_id,), 3)
    if place is None:
        return None
    of, day, conference_id = map(str, place)
    try:
        found = Place(bool(LISTS.index(of)), date.fromisoformat(day), conference_id)
    except ValueError:
        raise cursors.of_another_list() from None
    if not ID.fullmatch(conference_id):
        raise cursors.of_another_list()
    return found
