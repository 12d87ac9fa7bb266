"""Which petitions wait for an officer's unit, the most urgent first; which has it closed (R6, R11, R23)?"""

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.petitions.handlers.worklist import Place, worklist_of
from services.petitions.pages.rendering import render
from services.petitions.pages.wording import STATES
from shared.dialogue.groups import LABELS
from shared.events.fields import ID, parse_moment
from shared.messaging.desk import Shop
from shared.web import cursors
from shared.web.pages.forms import Page
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.pages.signed_in import person
from shared.web.problems import bad_parameter, not_found

PATH = "/can-bo/kien-nghi"
PAGE = 50
STATE, GROUP, BEHIND, CALLED = "tinh-trang", "nhom", "sau", "ma"


def page(shop: Shop) -> Page:
    """The page at `/can-bo/kien-nghi`; `?ma=` leads to the petition that is called so."""

    async def shown(request: Request) -> Response:
        unit_id = await person(request).unit_of(request.app.state.access)
        called = request.query_params.get(CALLED, "").strip()
        if called:
            return _to(called)
        state, group = _chosen(request, STATE, STATES), _chosen(request, GROUP, LABELS)
        after = _behind(request.query_params.get(BEHIND), unit_id, state, group)
        found = await worklist_of(shop, unit_id, state, group, after, PAGE)
        return render(
            "worklist.html",
            headers=FOR_ONE_READER,
            here=PATH,
            path=PATH,
            found=found,
            states=STATES,
            groups=LABELS,
            state=state,
            group=group,
            behind=after is not None,
            first=_address(unit_id, state, group),
            next=found.more and _address(unit_id, state, group, found.more),
        )

    return shown


def _to(called: str) -> Response:
    if not ID.fullmatch(called):
        raise not_found("kiến nghị có mã này; mã kiến nghị gồm chữ thường, chữ số và dấu gạch ngang")
    return RedirectResponse(f"{PATH}/{quote(called)}", 303, dict(FOR_ONE_READER))


def _chosen(request: Request, name: str, among: Mapping[str, str]) -> str | None:
    asked = request.query_params.get(name) or None
    if asked is not None and asked not in among:
        raise bad_parameter(name, "không có trong danh sách để chọn")
    return asked


def _address(unit_id: str, state: str | None, group: str | None, behind: Place | None = None) -> str:
    asked = {STATE: state, GROUP: group}
    if behind is not None:
        place = behind.urgent.isoformat(), behind.received_at.isoformat(), behind.petition_id
        asked[BEHIND] = cursors.encode((unit_id, state, group), *place)
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{PATH}?{said}" if said else PATH


def _behind(cursor: str | None, unit_id: str, state: str | None, group: str | None) -> Place | None:
    """The last petition of the page before; a problem if the cursor holds none of this list."""
    place = cursors.decode(cursor, (unit_id, state, group), 3)
    if place is None:
        return None
    urgent, received_at, petition_id = map(str, place)
    try:
        found = Place(date.fromisoformat(urgent), parse_moment(received_at), petition_id)
    except ValueError:
        raise cursors.of_another_list() from None
    if not ID.fullmatch(petition_id):
        raise cursors.of_another_list()
    return found
