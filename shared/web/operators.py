"""How does an operator see to dead letters and parked facts over HTTP? As `doithoai dead-letters` does.

A wish is written down and taken up by the worker whose handler it is; asking again changes nothing.
"""

import asyncio
import base64
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.events.fields import EventModel, Text, parse_moment
from shared.messaging import operators_queue
from shared.messaging.inbound import Place
from shared.messaging.operators_queue import After, Kept, Wish
from shared.web import cursors
from shared.web.access import Caller, operator_only
from shared.web.bodies import documented, read_body
from shared.web.problems import not_found
from shared.web.retries import Answer, Key, digest_of_body, once

PATIENCE_S, POLL_S = 5.0, 0.2
Operator = Annotated[Caller, Depends(operator_only)]
Limit = Annotated[int, Query(ge=1, le=1_000)]
PLACE = "/{topic}/{partition}/{offset}"
TRIED: dict[int | str, dict[str, Any]] = {200: {"description": "the worker has tried"}}


class Giving(EventModel):
    """Why a record is given up."""

    why: Text


def router(service: str, prefix: str, engine: AsyncEngine) -> APIRouter:
    """The routes of one service's queue."""
    routes = APIRouter(prefix=f"{prefix}/dead-letters", tags=["operators"])

    @routes.get("")
    async def queue(  # pyright: ignore[reportUnusedFunction]
        operator: Operator, settled: bool = False, cursor: str | None = None, limit: Limit = 1_000
    ) -> dict[str, Any]:
        del operator
        asked = (service, settled)
        after = _after(cursor, asked)
        async with engine.connect() as conn:
            total = await operators_queue.total(conn, settled=settled)
            found = await operators_queue.page(conn, service, after, limit + 1, settled=settled)
        body: dict[str, Any] = {"total": total, "items": [one.says() for one in found[:limit]]}
        if len(found) > limit:
            last = found[limit - 1]
            body["next_cursor"] = cursors.encode(asked, last.recorded_at.isoformat(), *last.place)
        return body

    @routes.get(PLACE)
    async def one(operator: Operator, topic: str, partition: int, offset: int) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        del operator
        found = await _find(service, engine, (topic, partition, offset))
        async with engine.connect() as conn:
            original = await operators_queue.original(conn, found)
        return found.says() | {
            "reason": original.reason,
            "headers": msgspec.json.decode(original.headers or "[]"),
            "key_base64": _base64(original.key),
            "value_base64": _base64(original.value),
        }

    _add_wishes(routes, service, engine)
    return routes


def _add_wishes(routes: APIRouter, service: str, engine: AsyncEngine) -> None:
    """What an operator may wish for one record."""

    async def asked(place: Place, wish: Wish, by: str, why: str | None, key: str | None) -> JSONResponse:
        async def work() -> Answer:
            return await _ask(service, engine, place, wish, by, why)

        route = f"POST dead-letters/{'/'.join(map(str, place))}/{wish}"
        answer = await once(engine, route, key, digest_of_body(why), work)
        return JSONResponse(dict(answer.body), answer.status)

    @routes.post(f"{PLACE}/retry", status_code=202, responses=TRIED)
    async def retry(  # pyright: ignore[reportUnusedFunction]
        operator: Operator, topic: str, partition: int, offset: int, idempotency_key: Key = None
    ) -> JSONResponse:
        return await asked((topic, partition, offset), "retry", operator.id, None, idempotency_key)

    @routes.post(f"{PLACE}/discard", status_code=202, responses=TRIED, openapi_extra=documented(Giving))
    async def discard(  # pyright: ignore[reportUnusedFunction]
        operator: Operator, request: Request, topic: str, partition: int, offset: int,
        idempotency_key: Key = None,
    ) -> JSONResponse:  # fmt: skip
        why = (await read_body(request, Giving)).why
        return await asked((topic, partition, offset), "discard", operator.id, why, idempotency_key)


def _after(cursor: str | None, asked: Sequence[Any]) -> After:
    """The place of the last record of the page before."""
    place = cursors.decode(cursor, asked, 4)
    if place is None:
        return operators_queue.BEGINNING
    at, topic, partition, offset = place
    try:
        return parse_moment(str(at)), str(topic), int(partition), int(offset)
    except (TypeError, ValueError, OverflowError):
        raise cursors.of_another_list() from None


async def _find(service: str, engine: AsyncEngine, place: Place) -> Kept:
    async with engine.connect() as conn:
        found = await operators_queue.at(conn, service, place)
    if found is None:
        raise not_found(f"bản ghi {'/'.join(map(str, place))} trong hàng đợi của người vận hành")
    return found


async def _ask(
    service: str, engine: AsyncEngine, place: Place, wish: Wish, by: str, why: str | None
) -> Answer:
    """200 once the worker has tried, 202 if it has not within five seconds."""
    found = await _find(service, engine, place)
    if found.open and not found.asked:
        async with engine.begin() as conn:
            await operators_queue.ask(conn, [place], wish, by, why)
    until = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        found = await _find(service, engine, place)
        if not (found.open and found.asked):
            return Answer(200, found.says())
        if asyncio.get_running_loop().time() >= until:
            return Answer(202, found.says())
        await asyncio.sleep(POLL_S)


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
