"""How does an officer type in a petition that came on paper or at the conference (R11, R15, R28)?"""

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import Request, Response

from services.petitions.handlers.addressed import Addressed, addressed, unknown
from services.petitions.handlers.receive import receive
from services.petitions.pages.file_petition import CONFERENCE, CONTENT, GROUP
from services.petitions.pages.rendering import render
from services.petitions.pages.wording import RECEIVED_BY
from shared.clock import local_date
from shared.events.fields import ID
from shared.events.petitions import PetitionReceived
from shared.messaging.desk import Shop
from shared.web.pages.actions import Action, by_name, happened_at
from shared.web.pages.away import NOTHING_KEPT, unless_away
from shared.web.pages.business import BUSINESS, CONTACT, of_another
from shared.web.pages.forms import Entered, Field, Page, blank
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.pages.signed_in import Person, person
from shared.web.problems import Problem

PATH = "/can-bo/tiep-nhan"
CHANNEL = Field(
    "hinh-thuc", "channel", "Nhận bằng cách nào", needed=True, shape="choice", choices=RECEIVED_BY
)
AT = replace(happened_at("tiep-nhan"), label="Thời điểm tiếp nhận")
RECEPTION = Action(
    "receive",
    "Ghi kiến nghị đã nhận",
    "Nhận sau ngày hội nghị thì hạn trả lời tính từ ngày tiếp nhận.",
    PetitionReceived,
    (CHANNEL, GROUP, CONTENT, *of_another(*BUSINESS, *CONTACT)),
    AT,
    states=(),
    done="Đã ghi nhận kiến nghị.",
)


def page(shop: Shop) -> Page:
    """The page at `/can-bo/tiep-nhan?hoi-nghi={conference_id}`; without one it asks for which."""

    async def shown(request: Request) -> Response:
        reader = person(request)
        unit_id = await reader.unit_of(request.app.state.access)
        conference_id = request.query_params.get(CONFERENCE, "").strip()
        if not conference_id:
            return render("receive_where.html", headers=FOR_ONE_READER, path=PATH, name=CONFERENCE)
        found = await addressed(shop, conference_id)
        if not found.is_of(unit_id):
            raise _of_another(found)
        return _page(reader, conference_id, found, blank(RECEPTION.all_fields))

    return shown


def receiving(shop: Shop) -> Page:
    """Where its form is sent: told as what the unit's system tells, once however often it comes."""

    async def received(request: Request) -> Response:
        actor = person(request)
        unit_id = await unless_away(actor.unit_of(request.app.state.access))
        conference_id = request.query_params.get(CONFERENCE, "").strip()
        form = await actor.sent(request, RECEPTION.all_fields, f"{PATH} {conference_id}")
        if unit_id is None:
            return _page(actor, conference_id, None, form.refused(NOTHING_KEPT))
        # The id that it will have is made with its event.
        said = RECEPTION.body(form, conference_id=conference_id, petition_id="kn")
        if not ID.fullmatch(conference_id):
            said = form.refused(unknown())
        if not isinstance(said, Entered):
            try:
                answer = await unless_away(receive(shop, unit_id, conference_id, said, form.key))
            except Problem as problem:
                said = RECEPTION.refused(form, problem)
            else:
                if answer is not None:
                    told = {**answer.body, "conference_id": conference_id}
                    return render("received.html", answer.status, FOR_ONE_READER, path=PATH, **told)
                said = form.refused(NOTHING_KEPT)
        found = await unless_away(_if_known(shop, conference_id))
        if found:
            today = local_date(shop.clock.now())
            said = replace(said, refusal=by_name(said.refusal, found.registry, today))
        return _page(actor, conference_id, found, said)

    return received


def _of_another(found: Addressed) -> Problem:
    detail = f"Hội nghị này do {found.unit} tổ chức; kiến nghị gửi tới hội nghị nào thì đơn vị tổ chức ghi."
    return Problem(403, "Hội nghị của đơn vị khác", detail)


async def _if_known(shop: Shop, conference_id: str) -> Addressed | None:
    """What was typed is given back, whatever became of the conference."""
    try:
        return await addressed(shop, conference_id)
    except Problem:
        return None


def _page(reader: Person, conference_id: str, found: Addressed | None, entered: Entered) -> Response:
    return render(
        "receive.html",
        entered.status,
        {**FOR_ONE_READER, **entered.headers},
        action=f"{PATH}?{urlencode({CONFERENCE: conference_id})}",
        conference_id=conference_id,
        found=found,
        rule=RECEPTION.rule,
        fields=RECEPTION.all_fields,
        entered=entered,
        proof=reader.proof(entered.key, f"{PATH} {conference_id}"),
    )
