"""How does a business petition?

`POST /api/petitions`: stored before it is answered, with a code to follow it by.
"""

import secrets
import uuid
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store import acts, petitions
from shared.dialogue.acts import Act, effective
from shared.events.fields import Business, Contact, EventModel, Group, Id, Text
from shared.events.petitions import PetitionChannel, PetitionReceived
from shared.events.public import plain
from shared.messaging.desk import Shop
from shared.messaging.gate import digest_of
from shared.messaging.inbound import Inbound, Outcome, Rejected
from shared.web.bodies import documented, read_body
from shared.web.commands import Answer, Command, run_command
from shared.web.problems import Problem, not_found, unavailable

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for one another when read aloud."""
SOURCE = "/services/petitions"


class Filing(EventModel):
    """What a business sends."""

    conference_id: Id
    group: Group
    business: Business
    content: Text
    contact: Contact | None = None


def new_tracking_code() -> str:
    """A code that can't be guessed: 60 bits, in three groups."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def router(shop: Shop) -> APIRouter:
    """The route on which businesses file."""
    routes = APIRouter(tags=["petitions"])

    @routes.post("/api/petitions", status_code=201, openapi_extra=documented(Filing))
    async def file_petition(  # pyright: ignore[reportUnusedFunction]
        request: Request, idempotency_key: Annotated[str | None, Header()] = None
    ) -> JSONResponse:
        filing = await read_body(request, Filing)
        event = _event(shop, filing, await _scheduling(shop, filing.conference_id))
        petition_id = event.data["petition_id"]
        code = new_tracking_code()

        async def also(conn: AsyncConnection) -> None:
            await petitions.track(conn, code, petition_id)

        answer = await run_command(
            shop,
            Command(
                route="POST /api/petitions",
                event=event,
                answer=Answer(201, {"petition_id": petition_id, "tracking_code": code}),
                body=plain(filing),
                key=idempotency_key,
                also=also,
            ),
            _refusal,
        )
        return JSONResponse(dict(answer.body), answer.status)

    return routes


async def _scheduling(shop: Shop, conference_id: str) -> Act:
    """The act that scheduled the conference; a 404 problem if it is not known."""
    async with shop.engine.connect() as conn:
        found = await acts.of_subjects(conn, [f"conference/{conference_id}"])
    known = effective(found.get(f"conference/{conference_id}", []))
    for act in known:
        if act.name == "ConferenceScheduled":
            return act
    raise not_found(f"hội nghị {conference_id}")


def _event(shop: Shop, filing: Filing, scheduled: Act) -> Inbound:
    identity = uuid.uuid4().hex
    event = PetitionReceived(
        petition_id=f"kn-{identity}",
        conference_id=filing.conference_id,
        group=filing.group,
        business=filing.business,
        content=filing.content,
        channel=PetitionChannel.FORM,
        contact=filing.contact,
    )
    # The unit's clock may run ahead: what answers a scheduling never comes before it.
    data, time = plain(event), max(shop.clock.now(), scheduled.time)
    return Inbound(
        name="PetitionReceived",
        source=SOURCE,
        event_id=f"filed-{identity}",
        unit_id=scheduled.data["unit_id"],
        time=time,
        subject=f"petition/{event.petition_id}",
        event=event,
        data=data,
        digest=digest_of("PetitionReceived", time, data),
        traceparent=None,
        record=None,
    )


def _refusal(outcome: Outcome) -> Problem:
    if isinstance(outcome, Rejected):
        return Problem(
            409, "Không tiếp nhận được", outcome.detail, reason=outcome.reason.value, field=outcome.field
        )
    return unavailable("Hội nghị chưa sẵn sàng tiếp nhận kiến nghị; xin gửi lại sau.")
