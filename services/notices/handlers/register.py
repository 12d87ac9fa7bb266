"""How does a business register for a conference (R7, R8)?

Stored before it is answered; those who come at once share one transaction.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.store import conferences
from shared.events.catalogue import type_of
from shared.events.fields import Business, Contact, EventModel, Heads
from shared.events.notices import ParticipantRegistered
from shared.events.public import plain
from shared.messaging.desk import Shop
from shared.messaging.gate import digest_of
from shared.messaging.inbound import Inbound, Outcome, Rejected
from shared.web.commands import Command, Prepared
from shared.web.gathering import Gathering
from shared.web.problems import Problem, not_found, unavailable
from shared.web.retries import Answer
from shared.web.wording import refusal_in_vietnamese

SOURCE = "/services/notices"
NAME = ParticipantRegistered.__name__


class Registration(EventModel):
    """What a business sends."""

    business: Business
    attendees: Heads
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One registration: who it will be is settled when it comes, whatever has to be tried again."""

    conference_id: str
    registration: Registration
    key: str | None
    at: datetime
    identity: str


class Registering:
    """Where registrations are taken in, from programs and from the page's form alike."""

    def __init__(self, shop: Shop) -> None:
        self._clock = shop.clock
        self._gathering = Gathering(shop, _commands, _refusal)

    async def take(self, conference_id: str, registration: Registration, key: str | None) -> Answer:
        """What it is answered, once stored; a Problem if it is refused, or can't be stored now."""
        now = self._clock.now()
        return await self._gathering.take(Asked(conference_id, registration, key, now, time_ordered_id(now)))


def unknown() -> Problem:
    """There is no such conference."""
    return not_found("hội nghị này")


async def _commands(conn: AsyncConnection, asked: Sequence[Asked]) -> Prepared:
    """A command for each; a 404 problem where the conference is not known."""
    found = await conferences.these(conn, {each.conference_id for each in asked})
    return [_command(each, found.get(each.conference_id)) for each in asked], {}


def _command(asked: Asked, conference: Any | None) -> Command | Problem:
    if conference is None:
        return unknown()
    return Command(
        route=f"POST conferences/{asked.conference_id}/registrations",
        event=_event(asked, conference),
        answer=Answer(201, {"registration_id": asked.identity, "conference_id": asked.conference_id}),
        body=plain(asked.registration) if asked.key else None,
        key=asked.key,
    )


def _event(asked: Asked, conference: Any) -> Inbound:
    """The registration as the conference's unit would have told it."""
    registration = asked.registration
    event = ParticipantRegistered(
        registration_id=asked.identity,
        conference_id=conference.conference_id,
        business=registration.business,
        attendees=registration.attendees,
        contact=registration.contact,
    )
    # A unit's clock may run ahead of ours: nobody registers before the conference was scheduled.
    time, data = max(asked.at, conference.scheduled_at), plain(event)
    return Inbound(
        name=NAME,
        source=SOURCE,
        event_id=asked.identity,
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
        words = refusal_in_vietnamese(outcome.detail)
        return Problem(409, title, words, reason=outcome.reason.value, field=outcome.field)
    return unavailable("Hội nghị đang được cập nhật; chưa có gì được ghi nhận, xin gửi lại sau.")
