"""How does an officer take in what came on paper or was said at the conference (R11, R15)?

As the event that their unit's system would have sent; with a code for the business to follow it by.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from services.petitions.handlers.addressed import unknown
from services.petitions.handlers.tracking_code import new_tracking_code
from services.petitions.store import acts, petitions
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import scheduling
from shared.dialogue.petition import RECEPTION
from shared.events.fields import ID
from shared.messaging.desk import Shop
from shared.messaging.inbound import Outcome, Rejected
from shared.web.commands import Command, run_command
from shared.web.problems import Problem
from shared.web.refusals import refused
from shared.web.retries import Answer
from shared.web.telling import moment_told, told_by


async def receive(
    shop: Shop, unit_id: str, conference_id: str, body: Mapping[str, Any], key: str | None
) -> Answer:
    """The petition's id and its code, once it is stored; a Problem if it is refused, or can't be stored now.

    `body`: the event's data without the ids, with the moment of the reception beside it (`at`).
    """
    scheduled = await _scheduled(shop, conference_id)
    # A unit's clock may run ahead of ours: what is received now is not received before the scheduling.
    at = moment_told(body["at"]) if body.get("at") is not None else max(shop.clock.now(), scheduled.time)
    petition_id, code = f"kn-{uuid.uuid4().hex}", new_tracking_code()
    said = {field: value for field, value in body.items() if field != "at"}
    ids = {"petition_id": petition_id, "conference_id": conference_id}
    event = told_by(shop, unit_id, RECEPTION, said | ids, at)
    if isinstance(event, Rejected):
        raise _refused(event)
    command = Command(
        route=f"POST receptions/{conference_id} {unit_id}",
        event=event,
        answer=Answer(201, {"petition_id": petition_id, "tracking_code": code}),
        body=body,
        key=key,
        beside=petitions.tracking(code, petition_id),
    )
    return await run_command(shop, command, _refused)


async def _scheduled(shop: Shop, conference_id: str) -> Act:
    """The act that scheduled the conference; a 404 problem if it is not known."""
    subject = f"conference/{conference_id}"
    async with shop.engine.connect() as conn:
        # The gate comes before the transaction that would: it too judges by the units of now (R6).
        await shop.renew(conn)
        known = await acts.of_subjects(conn, [subject] if ID.fullmatch(conference_id) else [])
    found = scheduling(effective(known.get(subject, [])))
    if found is None:
        raise unknown()
    return found


def _refused(outcome: Outcome) -> Problem:
    return refused(outcome, "at")
