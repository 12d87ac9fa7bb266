"""How does a program petition for a business? `POST /api/petitions`: 201 with a code, once stored."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.petitions.handlers.file_petition import Filing, Filings
from shared.web.bodies import documented, read_body
from shared.web.plain import PlainRoute
from shared.web.retries import KEY_HEADER, KEYED


def router(filings: Filings) -> APIRouter:
    """The route on which businesses file."""
    routes = APIRouter(tags=["petitions"], route_class=PlainRoute)

    @routes.post("/api/petitions", status_code=201, openapi_extra=documented(Filing) | KEYED)
    async def file_petition(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        filing = await read_body(request, Filing)
        answer = await filings.take(filing, request.headers.get(KEY_HEADER))
        return JSONResponse(dict(answer.body), answer.status)

    return routes
