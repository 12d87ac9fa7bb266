"""How does a business petition from a browser (R10, R28)? The form, and the code once it is stored."""

from urllib.parse import urlencode

from fastapi import Request, Response

from services.petitions.handlers.addressed import Addressed, addressed, unknown
from services.petitions.handlers.file_petition import Filing, Filings
from services.petitions.pages.rendering import render
from shared.dialogue.groups import LABELS
from shared.events.fields import ID
from shared.messaging.desk import Shop
from shared.web.pages.away import unless_away
from shared.web.pages.business import BUSINESS, CONTACT
from shared.web.pages.forms import Entered, Field, Page, blank, judged, read_form
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.problems import Problem

PATH, CONFERENCE = "/kien-nghi/moi", "hoi-nghi"
GROUP = Field("nhom", "group", "Nhóm kiến nghị", needed=True, shape="choice", choices=LABELS)
CONTENT = Field(
    "noi-dung-kien-nghi",
    "content",
    "Nội dung kiến nghị",
    hint="Nêu rõ thủ tục hành chính, cơ quan giải quyết, vướng mắc và đề nghị; tối đa 20.000 ký tự.",
    needed=True,
    shape="area",
)
FIELDS = (GROUP, CONTENT, *BUSINESS, *CONTACT)


def page(shop: Shop) -> Page:
    """The page at `/kien-nghi/moi?hoi-nghi={conference_id}`."""

    async def shown(request: Request) -> Response:
        conference_id = request.query_params.get(CONFERENCE, "")
        return _page(conference_id, await addressed(shop, conference_id), blank(FIELDS))

    return shown


def filing(shop: Shop, filings: Filings) -> Page:
    """Where its form is sent: stored as what a program sends, once however often it comes."""

    async def filed(request: Request) -> Response:
        conference_id = request.query_params.get(CONFERENCE, "")
        entered = await read_form(request, FIELDS)
        said = judged(entered, FIELDS, Filing, conference_id=conference_id)
        if not ID.fullmatch(conference_id):
            said = entered.refused(unknown())
        if isinstance(said, Filing):
            try:
                answer = await filings.take(said, entered.key)
            except Problem as problem:
                said = entered.refused(unknown() if problem.status == 404 else problem)
            else:
                code = answer.body["tracking_code"]
                return render("filed.html", answer.status, FOR_ONE_READER, code=code)
        found = await unless_away(_if_known(shop, conference_id))
        return _page(conference_id, found, said)

    return filed


async def _if_known(shop: Shop, conference_id: str) -> Addressed | None:
    """What was typed is given back, whatever became of the conference."""
    try:
        return await addressed(shop, conference_id)
    except Problem:
        return None


def _page(conference_id: str, found: Addressed | None, entered: Entered) -> Response:
    typed = entered.status != 200
    return render(
        "file_petition.html",
        entered.status,
        {**FOR_ONE_READER, **entered.headers} if typed else None,
        action=f"{PATH}?{urlencode({CONFERENCE: conference_id})}",
        conference_id=conference_id,
        found=found,
        fields=FIELDS,
        entered=entered,
        typed=typed,
    )
