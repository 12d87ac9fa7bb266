"""How does a program register a business for a conference? `POST …/registrations` (R7, R8)."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.notices.handlers.register import Registering, Registration, unknown
from shared.events.fields import ID
from shared.web.bodies import documented, read_body
from shared.web.retries import Key


def router(registering: Registering) -> APIRouter:
    """The route on which businesses register."""
    routes = APIRouter(tags=["notices"])

    @routes.post(
        "/api/notices/conferences/{conference_id}/registrations",
        status_code=201,
        openapi_extra=documented(Registration),
    )
    async def register(  # pyright: ignore[reportUnusedFunction]
        conference_id: str, request: Request, idempotency_key: Key = None
    ) -> JSONResponse:
        if not ID.fullmatch(conference_id):
            raise unknown()
        registration = await read_body(request, Registration)
        answer = await registering.take(conference_id, registration, idempotency_key)
        return JSONResponse(dict(answer.body), answer.status)

    return routes
