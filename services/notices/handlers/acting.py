"""How does an officer tell what their unit did about conferences (R1-R9, R17, R18), from a page's form?

Judged at the same gate and decided by the same rules as the event an agency would have sent.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.notices.handlers.register import unknown
from services.notices.handlers.world import REGISTERED
from services.notices.store import conferences
from shared.dialogue.conference import SCHEDULED
from shared.events.catalogue import CORRECTION, inbound_events
from shared.messaging.desk import Shop
from shared.messaging.inbound import Outcome, Rejected
from shared.web.commands import Command, run_command
from shared.web.problems import Problem
from shared.web.refusals import refused
from shared.web.retries import Answer
from shared.web.telling import moment_told, told_by

ACTIONS: Mapping[str, str] = {
    "notice-portal": "NoticePosted",
    "notice-desk": "NoticePosted",
    "register": REGISTERED,
    "held": "ConferenceHeld",
    "conclusion": "ConclusionPublished",
    "report": "ResultReportFiled",
    "reschedule": "ConferenceRescheduled",
    "cancel": "ConferenceCancelled",
    "correct": CORRECTION,
}
"""What an officer may say of a conference, and the event it is."""
MODELS = {name: entry.model for name, entry in inbound_events("notices").items()}
PLAN = "AnnualPlanSubmitted"
ID_LENGTH = 20
MADE_HERE = ("conference_id", "registration_id")
"""What is refused by these has an id that is taken."""


async def act(
    shop: Shop, unit_id: str, conference_id: str, action: str, body: Mapping[str, Any], key: str
) -> Answer:
    """What the unit is answered, once its act is stored; a Problem if it is refused, or can't be stored now.

    `body`: the event's data, its conference named by the path, with the moment beside it (`at`).
    """
    name, scheduled_at = ACTIONS[action], await _scheduled_at(shop, conference_id)
    about = {"conference_id": conference_id}
    if name == REGISTERED:
        about["registration_id"] = id_by("dk", unit_id, key)
    # A unit's clock may run ahead of ours: what is done now is not done before the scheduling.
    now = max(shop.clock.now(), scheduled_at)
    return await _tell(shop, unit_id, name, f"{conference_id}/{action}", body, key, about, now)


async def schedule(shop: Shop, unit_id: str, body: Mapping[str, Any], key: str) -> Answer:
    """The same of a new conference; its id is in the answer."""
    about = {"conference_id": id_by("hn", unit_id, key), "unit_id": unit_id}
    await renew(shop)
    return await _tell(shop, unit_id, SCHEDULED, "new", body, key, about, shop.clock.now())


async def submit_plan(shop: Shop, unit_id: str, body: Mapping[str, Any], key: str) -> Answer:
    """The same of the plan of a year (R4, R5)."""
    await renew(shop)
    return await _tell(shop, unit_id, PLAN, "plan", body, key, {"unit_id": unit_id}, shop.clock.now())


def id_by(kind: str, unit_id: str, key: str) -> str:
    """An id for what the form of this key makes: the same however often it is sent."""
    return f"{kind}-{hashlib.sha256(f'{kind}|{unit_id}|{key}'.encode()).hexdigest()[:ID_LENGTH]}"


async def _tell(
    shop: Shop, unit_id: str, name: str, route: str, body: Mapping[str, Any], key: str,
    about: dict[str, str], now: datetime,
) -> Answer:  # fmt: skip
    at = moment_told(body["at"]) if body.get("at") is not None else now
    said = {field: value for field, value in body.items() if field != "at"}
    event = told_by(shop, unit_id, name, said | about, at)
    if isinstance(event, Rejected):
        raise _refused(event)
    answer = Answer(200, {"event_id": event.event_id, **about})
    # Another unit's key is another key.
    command = Command(f"POST officers/conferences/{route} {unit_id}", event, answer, body, key)
    try:
        return await run_command(shop, command, _refused)
    except Problem as problem:
        if problem.more.get("field") not in MADE_HERE:
            raise
        # Its twin was stored while this was decided: the key is answered by now.
        return await run_command(shop, command, _refused)


def _refused(outcome: Outcome) -> Problem:
    return refused(outcome, "at")


async def _scheduled_at(shop: Shop, conference_id: str) -> datetime:
    """When the conference was scheduled; a 404 problem if it is not known."""
    async with shop.engine.connect() as conn:
        # The gate comes before the transaction that would: it too judges by the units of now (R6).
        await shop.renew(conn)
        row = await conferences.this(conn, conference_id)
    if row is None:
        raise unknown()
    return row.scheduled_at


async def renew(shop: Shop) -> None:
    """The gate judges by the units of now (R6)."""
    async with shop.engine.connect() as conn:
        await shop.renew(conn)
