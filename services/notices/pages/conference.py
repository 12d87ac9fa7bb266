"""What is known of one conference, and how does a business come to it (R7, R8)? Its page and form."""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from services.notices.handlers.announcing import Announced, announced
from services.notices.handlers.register import Registering, Registration, unknown
from services.notices.pages.rendering import render
from shared.clock import local_date
from shared.events.fields import ID
from shared.messaging.desk import Shop
from shared.web.pages.away import unless_away
from shared.web.pages.business import BUSINESS, CONTACT, HEADS
from shared.web.pages.forms import Entered, blank, judged, read_form
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.problems import Problem

FIELDS = (*BUSINESS, HEADS, *CONTACT)
Page = Callable[[Request], Awaitable[Response]]


def page(shop: Shop) -> Page:
    """The page at `/hoi-nghi/{conference_id}`."""

    async def shown(request: Request) -> Response:
        conference_id = request.path_params["conference_id"]
        found = await _about(shop, conference_id)
        return _page(shop, conference_id, found, blank(FIELDS))

    return shown


def registration(shop: Shop, registering: Registering) -> Page:
    """Where its form is sent: stored as what a program sends, once however often it comes."""

    async def registered(request: Request) -> Response:
        conference_id = request.path_params["conference_id"]
        if not ID.fullmatch(conference_id):
            raise unknown()
        entered = await read_form(request, FIELDS)
        said = judged(entered, FIELDS, Registration)
        if isinstance(said, Registration):
            try:
                answer = await registering.take(conference_id, said, entered.key)
            except Problem as problem:
                if problem.status == unknown().status:
                    raise
                said = entered.refused(problem)
            else:
                return render(
                    "registered.html", answer.status, FOR_ONE_READER,
                    conference_id=conference_id, registration_id=answer.body["registration_id"],
                )  # fmt: skip
        found = await unless_away(_about(shop, conference_id))
        return _page(shop, conference_id, found, said)

    return registered


async def _about(shop: Shop, conference_id: str) -> Announced:
    """What is announced of it; a 404 problem if there is no such conference."""
    async with shop.engine.connect() as conn:
        found = await announced(conn, conference_id)
    if found is None:
        raise unknown()
    return found


def _page(shop: Shop, conference_id: str, found: Announced | None, entered: Entered) -> Response:
    """`found`: None while nobody can be asked, and what was typed is given back all the same."""
    now = shop.clock.now()
    typed = entered.status != 200
    return render(
        "conference.html",
        entered.status,
        {**FOR_ONE_READER, **entered.headers} if typed else None,
        conference_id=conference_id,
        found=found,
        fields=FIELDS,
        entered=entered,
        begun=found is not None and found.view.starts_at <= now,
        late=found is not None and found.view.reception_deadline < local_date(now),
        typed=typed,
    )
