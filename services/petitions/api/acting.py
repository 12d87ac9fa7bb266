"""How does a program act for its unit (R10-R16)? `POST /api/petitions/{petition_id}/{action}`."""

import inspect
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from services.petitions.handlers.acting import ACTIONS, MODELS, act
from shared.messaging.desk import Shop
from shared.web.access import Caller, unit_only
from shared.web.bodies import body_of, read_object, schema_of
from shared.web.retries import Key

MOMENT = {"type": "string", "format": "date-time", "description": "when it happened; now if left out"}


def router(shop: Shop) -> APIRouter:
    """A route for each action."""
    routes = APIRouter(tags=["petitions: officers"])
    for action, name in ACTIONS.items():
        routes.add_api_route(
            f"/api/petitions/{{petition_id}}/{action}",
            _route(shop, action),
            methods=["POST"],
            name=action,
            description=inspect.getdoc(MODELS[name]),
            openapi_extra=body_of(_schema(name)),
        )
    return routes


def _route(shop: Shop, action: str) -> Any:
    async def acted(
        petition_id: str,
        request: Request,
        caller: Annotated[Caller, Depends(unit_only)],
        idempotency_key: Key = None,
    ) -> JSONResponse:
        body = await read_object(request)
        answer = await act(shop, caller.unit_id or "", petition_id, action, body, idempotency_key)
        return JSONResponse(dict(answer.body), answer.status)

    return acted


def _schema(name: str) -> dict[str, Any]:
    """The event's data, its petition named by the path, with the moment beside it."""
    whole = schema_of(MODELS[name])
    properties = {
        field: said for field, said in whole.get("properties", {}).items() if field != "petition_id"
    }
    required = [field for field in whole.get("required", []) if field != "petition_id"]
    return {**whole, "properties": {**properties, "at": MOMENT}, "required": required}
