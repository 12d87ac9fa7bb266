"""How does an operator see to dead letters and parked facts over HTTP? As `doithoai dead-letters` does.

A wish is written down and taken up by the worker whose handler it is; asking again changes nothing.
"""

import asyncio
import base64
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.events.fields import EventModel, Text
from shared.messaging import operators_queue
from shared.messaging.operators_queue import Kept, Place, Wish
from shared.web.access import Caller, operator_only
from shared.web.bodies import documented, read_body
from shared.web.problems import not_found

PATIENCE_S, POLL_S = 5.0, 0.2
Operator = Annotated[Caller, Depends(operator_only)]
PLACE = "/{topic}/{partition}/{offset}"


class Giving(EventModel):
    """Why a record is given up."""

    why: Text


def router(service: str, prefix: str, engine: AsyncEngine) -> APIRouter:
    """The routes of one service's queue."""
    routes = APIRouter(prefix=f"{prefix}/dead-letters", tags=["operators"])

    @routes.get("")
    async def queue(operator: Operator, settled: bool = False) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        del operator
        async with engine.connect() as conn:
            found = await operators_queue.everything(conn, service, settled=settled)
        return {"total": len(found), "items": [one.says() for one in found]}

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

    @routes.post(f"{PLACE}/retry", status_code=202)
    async def retry(operator: Operator, topic: str, partition: int, offset: int) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return await _ask(service, engine, (topic, partition, offset), "retry", operator.id, None)

    @routes.post(f"{PLACE}/discard", status_code=202, openapi_extra=documented(Giving))
    async def discard(  # pyright: ignore[reportUnusedFunction]
        operator: Operator, request: Request, topic: str, partition: int, offset: int
    ) -> JSONResponse:
        giving = await read_body(request, Giving)
        return await _ask(service, engine, (topic, partition, offset), "discard", operator.id, giving.why)

    return routes


async def _find(service: str, engine: AsyncEngine, place: Place) -> Kept:
    async with engine.connect() as conn:
        found = await operators_queue.everything(conn, service, settled=True)
    for one in reversed(found):
        if one.place == place:
            return one
    raise not_found(f"bản ghi {'/'.join(map(str, place))} trong hàng đợi của người vận hành")


async def _ask(
    service: str, engine: AsyncEngine, place: Place, wish: Wish, by: str, why: str | None
) -> JSONResponse:
    """200 once the worker has tried, 202 if it has not within five seconds."""
    found = await _find(service, engine, place)
    if found.open and not found.asked:
        async with engine.begin() as conn:
            await operators_queue.ask(conn, [place], wish, by, why)
    until = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        found = await _find(service, engine, place)
        if not (found.open and found.asked):
            return JSONResponse(found.says())
        if asyncio.get_running_loop().time() >= until:
            return JSONResponse(found.says(), 202)
        await asyncio.sleep(POLL_S)


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
