"""How does a business register for a conference? `POST …/registrations`, stored before answered (R7, R8)."""

import secrets
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.notices.api.conferences import known
from shared.events.catalogue import type_of
from shared.events.fields import Business, Contact, EventModel
from shared.events.notices import ParticipantRegistered
from shared.events.public import plain
from shared.messaging.desk import Shop
from shared.messaging.gate import digest_of
from shared.messaging.inbound import Inbound, Outcome, Rejected
from shared.web.bodies import documented, read_body
from shared.web.commands import Answer, Command, run_command
from shared.web.problems import Problem, unavailable

SOURCE = "/services/notices"
NAME = ParticipantRegistered.__name__


class Registration(EventModel):
    """What a business sends."""

    business: Business
    attendees: Annotated[int, Field(ge=1, le=100_000)]
    contact: Contact | None = None


def router(shop: Shop) -> APIRouter:
    """The route on which businesses register."""
    routes = APIRouter(tags=["notices"])

    @routes.post(
        "/api/notices/conferences/{conference_id}/registrations",
        status_code=201,
        openapi_extra=documented(Registration),
    )
    async def register(  # pyright: ignore[reportUnusedFunction]
        conference_id: str, request: Request, idempotency_key: Annotated[str | None, Header()] = None
    ) -> JSONResponse:
        async with shop.engine.connect() as conn:
            conference = await known(conn, conference_id)
        registration = await read_body(request, Registration)
        event = _event(shop.clock.now(), conference, registration)
        command = Command(
            route=f"POST conferences/{conference_id}/registrations",
            event=event,
            answer=Answer(
                201, {"registration_id": event.data["registration_id"], "conference_id": conference_id}
            ),
            body=plain(registration),
            key=idempotency_key,
        )
        answer = await run_command(shop, command, _refusal)
        return JSONResponse(dict(answer.body), answer.status)

    return routes


def _event(now: datetime, conference: Any, registration: Registration) -> Inbound:
    """The registration as the conference's unit would have told it."""
    identity = time_ordered_id(now)
    event = ParticipantRegistered(
        registration_id=identity,
        conference_id=conference.conference_id,
        business=registration.business,
        attendees=registration.attendees,
        contact=registration.contact,
    )
    # A unit's clock may run ahead of ours: nobody registers before the conference was scheduled.
    time, data = max(now, conference.scheduled_at), plain(event)
    return Inbound(
        name=NAME,
        source=SOURCE,
        event_id=identity,
        unit_id=conference.unit_id,
        time=time,
        subject=f"conference/{conference.conference_id}",
        event=event,
        data=data,
        digest=digest_of(type_of(NAME), time, data),
        traceparent=None,
        record=None,
    )


def time_ordered_id(now: datetime) -> str:
    """A UUID of version 7: new rows go to the end of their index, and nobody can guess the next."""
    milliseconds = int(now.timestamp() * 1000)
    return str(
        UUID(int=milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62))
    )


def _refusal(outcome: Outcome) -> Problem:
    if isinstance(outcome, Rejected):
        title = "Không ghi nhận được đăng ký"
        return Problem(409, title, outcome.detail, reason=outcome.reason.value, field=outcome.field)
    return unavailable("Hội nghị đang được cập nhật; chưa có gì được ghi nhận, xin gửi lại sau.")
