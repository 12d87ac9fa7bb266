"""How does an officer act on a petition (R10-R16)? As their unit, by a program or by a page's form alike.

Judged at the same gate and decided by the same rules as the event an agency would have sent.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.handlers import correcting
from services.petitions.handlers.showing import describe, taken_in
from shared.dialogue.petition import in_effect
from shared.events.catalogue import CORRECTION, inbound_events
from shared.messaging.desk import Shop
from shared.messaging.inbound import Inbound, Outcome, Reason, Rejected
from shared.web.commands import Command, run_command
from shared.web.problems import Problem
from shared.web.refusals import refused
from shared.web.retries import Answer
from shared.web.telling import moment_told, told_by

ACTIONS: Mapping[str, str] = {
    "answer": "PetitionAnswered",
    "transfer": "PetitionTransferred",
    "escalate": "PetitionEscalated",
    "direct": "DirectionGiven",
    "coordinate": "CoordinationRequested",
    "refuse": "PetitionRefused",
    "reclassify": "PetitionReclassified",
    "request-written": "WrittenAnswerRequested",
    "withdraw": "PetitionWithdrawn",
    "correct": CORRECTION,
}
"""What an officer may say, and the event it is."""
MODELS = {name: entry.model for name, entry in inbound_events("petitions").items()}


async def act(
    shop: Shop, unit_id: str, petition_id: str, action: str, body: Mapping[str, Any], key: str | None
) -> Answer:
    """What the unit is answered, once its act is stored; a Problem if it is refused, or can't be stored now.

    `body`: the event's data, its petition named by the path, with the moment beside it (`at`).
    """
    name = ACTIONS[action]
    event = _event(shop, unit_id, name, petition_id, body, await _received_at(shop, petition_id))

    async def state(conn: AsyncConnection) -> Answer:
        said, now = await taken_in(conn, petition_id), max(shop.clock.now(), event.time)
        told = await describe(conn, petition_id, said, now, unit_id)
        return Answer(200, {"event_id": event.event_id, **told})

    def refuse(outcome: Outcome) -> Problem:
        if name == CORRECTION:
            return correcting.refusal(outcome, petition_id, body.get("corrects"))
        return refused(outcome, "at")

    # Another unit's key is another key.
    route = f"POST petitions/{petition_id}/{action} {unit_id}"
    return await run_command(shop, Command(route, event, state, body, key), refuse)


async def _received_at(shop: Shop, petition_id: str) -> datetime:
    """When the petition came in; a 404 problem if it is not known."""
    async with shop.engine.connect() as conn:
        # The gate comes before the transaction that would: it too judges by the units of now (R6).
        await shop.renew(conn)
        return in_effect(await taken_in(conn, petition_id))[0].time


def _event(
    shop: Shop, unit_id: str, name: str, petition_id: str, body: Mapping[str, Any], received_at: datetime
) -> Inbound:
    """The event that the unit would have put on its topic; a problem if it could not come in."""
    # A unit's clock may run ahead of ours: what is done now is not done before the reception.
    at = moment_told(body["at"]) if body.get("at") is not None else max(shop.clock.now(), received_at)
    said = {field: value for field, value in body.items() if field != "at"}
    data = correcting.whole(said, petition_id) if name == CORRECTION else said | {"petition_id": petition_id}
    found = told_by(shop, unit_id, name, data, at)
    if isinstance(found, Rejected):
        # What a correction says of a time is its own field; beyond the gate's clock is only `at`.
        own_time = name == CORRECTION and found.reason is not Reason.IN_THE_FUTURE
        raise refused(found, "time" if own_time else "at")
    return found
