"""How does a business petition?

Stored before it is answered, with a code to follow it by; those who come at once share one transaction.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.handlers.tracking_code import new_tracking_code
from services.petitions.store import acts, conferences_units, petitions
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import scheduling
from shared.events.fields import Business, Contact, EventModel, Group, Id, Text
from shared.events.petitions import PetitionChannel, PetitionReceived
from shared.events.public import plain
from shared.messaging.desk import Shop
from shared.messaging.gate import digest_of
from shared.messaging.inbound import Inbound, Outcome, Rejected
from shared.messaging.made_here import FILED
from shared.web.commands import Command, Prepared
from shared.web.gathering import Gathering
from shared.web.problems import Problem, not_found, unavailable
from shared.web.retries import Answer
from shared.web.wording import refusal_in_vietnamese

SOURCE = "/services/petitions"


class Filing(EventModel):
    """What a business sends."""

    conference_id: Id
    group: Group
    business: Business
    content: Text
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One filing: who it will be is settled when it comes, whatever has to be tried again."""

    filing: Filing
    key: str | None
    at: datetime
    identity: str
    code: str


class Filings:
    """Where petitions are taken in, from programs and from the page's form alike."""

    def __init__(self, shop: Shop) -> None:
        self._clock = shop.clock
        self._gathering = Gathering(shop, _commands, _refusal, conferences_units.STAYING)

    async def take(self, filing: Filing, key: str | None) -> Answer:
        """What it is answered, once stored; a Problem if it is refused, or can't be stored now."""
        asked = Asked(filing, key, self._clock.now(), uuid.uuid4().hex, new_tracking_code())
        return await self._gathering.take(asked)


async def _commands(conn: AsyncConnection, asked: Sequence[Asked]) -> Prepared:
    """A command for each; a 404 problem where the conference is not known. Whose it is stays so (R29)."""
    wanted = {each.filing.conference_id: f"conference/{each.filing.conference_id}" for each in asked}
    found = await acts.of_subjects(conn, sorted(wanted.values()))
    scheduled = {
        conference_id: scheduling(effective(found.get(subject, [])))
        for conference_id, subject in wanted.items()
    }
    return [_command(each, scheduled[each.filing.conference_id]) for each in asked], found


def _command(asked: Asked, scheduled: Act | None) -> Command | Problem:
    if scheduled is None:
        return not_found(f"hội nghị {asked.filing.conference_id}")
    event = _event(asked, scheduled)
    petition_id = event.data["petition_id"]
    return Command(
        route="POST /api/petitions",
        event=event,
        answer=Answer(201, {"petition_id": petition_id, "tracking_code": asked.code}),
        body=plain(asked.filing) if asked.key else None,
        key=asked.key,
        new=True,
        beside=petitions.tracking(asked.code, petition_id),
    )


def _event(asked: Asked, scheduled: Act) -> Inbound:
    filing = asked.filing
    event = PetitionReceived(
        petition_id=f"kn-{asked.identity}",
        conference_id=filing.conference_id,
        group=filing.group,
        business=filing.business,
        content=filing.content,
        channel=PetitionChannel.FORM,
        contact=filing.contact,
    )
    # The unit's clock may run ahead: what answers a scheduling never comes before it.
    data, time = plain(event), max(asked.at, scheduled.time)
    return Inbound(
        name="PetitionReceived",
        source=SOURCE,
        event_id=f"{FILED}{asked.identity}",
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
        words = refusal_in_vietnamese(outcome.detail)
        return Problem(409, "Không tiếp nhận được", words, reason=outcome.reason.value, field=outcome.field)
    return unavailable("Hội nghị chưa sẵn sàng tiếp nhận kiến nghị; xin gửi lại sau.")
