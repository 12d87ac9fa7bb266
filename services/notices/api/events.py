"""How does an agency send events without a Kafka client? `POST /api/events`, and asks for its receipts.

Its token decides on whose topics they are put; everything else is judged there, like any record.
"""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from shared.events.fields import MAX_EVENT_BYTES
from shared.messaging.desk import Shop
from shared.messaging.letterbox import Letter, Letterbox, NoKafka, letter
from shared.messaging.receipts_watch import NoTopics
from shared.web.access import Caller, agency_only
from shared.web.bodies import read_bytes
from shared.web.problems import Problem, not_found, unavailable
from shared.web.retries import Answer, Key, once

ONE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
MAX_BATCH_BYTES, MAX_BATCH = 8 * 1024 * 1024, 1000
ACCEPTED = 202
ANY_EVENT: dict[str, Any] = {"type": "object", "description": "a CloudEvent 1.0; every type: docs/events.md"}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            ONE: {"schema": ANY_EVENT},
            BATCH: {"schema": {"type": "array", "items": ANY_EVENT, "maxItems": MAX_BATCH}},
        },
    }
}
TAKEN_IN = ("duplicate", "rejected", "waiting", "accepted")
"""A receipt of an event that was taken in tells more of it than one of what was not."""
Receipt = dict[str, Any]
Agency = Annotated[Caller, Depends(agency_only)]


def router(shop: Shop, letterbox: Letterbox) -> APIRouter:
    """The doors of agencies without Kafka."""
    routes = APIRouter(tags=["agencies"])

    @routes.post("/api/events", status_code=ACCEPTED, openapi_extra=BODY)
    async def send(  # pyright: ignore[reportUnusedFunction]
        request: Request, caller: Agency, idempotency_key: Key = None
    ) -> JSONResponse:
        """Puts the events on the unit's topics and answers with their receipts, in order."""
        unit_id = caller.unit_id or ""
        raw, letters = await _read(request)
        route, digest = f"POST events {unit_id}", hashlib.sha256(raw).digest()

        async def work() -> Answer:
            return Answer(ACCEPTED, {"receipts": await _posted(letterbox, unit_id, letters)})

        answer = await once(shop.engine, route, idempotency_key, digest, work)
        return JSONResponse(dict(answer.body), answer.status)

    @routes.get("/api/receipts/{event_id:path}")
    async def receipt(event_id: str, caller: Agency) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        """What became of the unit's event, whatever else came under its id; and all receipts there are."""
        try:
            # As it is kept and told: whoever sent it may write it in other parts.
            known = unicodedata.normalize("NFC", event_id)
            found = await letterbox.receipts(caller.unit_id or "", known)
        except NoKafka:
            raise unavailable("Kafka tạm thời không sẵn sàng; xin hỏi lại sau.") from None
        except NoTopics:
            found = []
        if not found:
            raise not_found(f"biên nhận của sự kiện {event_id}")
        return {**_taken_in(found), "receipts": found}

    return routes


def _taken_in(found: Sequence[Receipt]) -> Receipt:
    """The receipt of the event itself: that of a repeat, or of another under its id, tells nothing of it."""
    newest = {(one["topic"], one["partition"], one["offset"]): place for place, one in enumerate(found)}
    return found[max(newest.values(), key=lambda place: (TAKEN_IN.index(found[place]["outcome"]), place))]


async def _read(request: Request) -> tuple[bytes, list[Letter]]:
    """The body and its events; a problem, before anything is sent, where they can't be told apart."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == BATCH:
        raw = await read_bytes(request, MAX_BATCH_BYTES)
        return raw, [_letter(value, place) for place, value in enumerate(_parts(raw))]
    raw = await read_bytes(request)
    return raw, [_letter(raw, None)]


def _parts(raw: bytes) -> list[bytes]:
    """Each event of a batch in its own bytes."""
    try:
        found = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Problem(400, "Dữ liệu không hợp lệ", "Nội dung gửi lên không phải là một mảng JSON.") from None
    if len(found) > MAX_BATCH:
        raise Problem(413, "Nội dung quá lớn", f"Một lần gửi có tối đa {MAX_BATCH} sự kiện.")
    return [bytes(each) for each in found]


def _letter(value: bytes, place: int | None) -> Letter:
    where = {} if place is None else {"field": str(place)}
    if len(value) > MAX_EVENT_BYTES:
        which = "Sự kiện" if place is None else f"Sự kiện thứ {place + 1}"
        detail = f"{which} có hơn {MAX_EVENT_BYTES} byte; chưa có gì được gửi đi."
        raise Problem(413, "Nội dung quá lớn", detail, headers=None, **where)
    try:
        return letter(value, json.loads(value))
    except (ValueError, RecursionError):
        detail = "Nội dung gửi lên không phải là JSON; chưa có gì được gửi đi."
        raise Problem(400, "Dữ liệu không hợp lệ", detail, headers=None, **where) from None


async def _posted(letterbox: Letterbox, unit_id: str, letters: list[Letter]) -> list[Receipt]:
    if not letters:
        return []
    try:
        return await letterbox.post(unit_id, letters)
    except NoTopics:
        detail = f"Đơn vị {unit_id} chưa có kênh nhận sự kiện trên nền tảng."
        raise Problem(409, "Chưa có kênh nhận", detail) from None
    except NoKafka:
        # A sender's own id makes it safe: what did arrive is a duplicate when it comes again.
        raise unavailable(
            "Kafka tạm thời không sẵn sàng; xin gửi lại nguyên văn, sự kiện đã nhận sẽ chỉ được tính một lần."
        ) from None
