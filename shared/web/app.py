"""What does every service's web side have in common? Problems, health, metrics, its OpenAPI at one place."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from shared.database.rows import fetch_column, fetch_value
from shared.messaging.batches import passes
from shared.observability import metrics
from shared.web import operators, problems
from shared.web.access import Access, reading
from shared.web.described import Described
from shared.web.methods import AnswersHead
from shared.web.pages.refusals import told_at
from shared.web.plain import PlainRoute
from shared.web.problems import AWAY, Tell
from shared.web.timing import TimeRequests

log = structlog.get_logger(__name__)
NOT_ASKED_FOR: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI would look at each request whether somebody traces. Nobody does: TimeRequests counts them."""
Closing = Callable[[], Awaitable[None]]
PREFIXES = {"reporting": "reports"}
"""Where a service's routes do not carry its own name."""


def build_app(
    service: str,
    title: str,
    routers: Sequence[APIRouter],
    access: Access,
    open_to_all: Sequence[APIRouter] = (),
    closing: Sequence[Closing] = (),
    starting: Sequence[Closing] = (),
    pages_at: Sequence[str] = (),
) -> FastAPI:
    """A service's web side; `routers` ask who reads, `open_to_all` don't. The engine is disposed.

    `pages_at`: below these addresses people are told in a page what is refused.
    """
    engine, prefix = access.engine, f"/api/{PREFIXES.get(service, service)}"

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        for start in starting:
            await start()
        yield
        for close in closing:
            await close()
        await engine.dispose()

    app = Described(
        title=title,
        version="1",
        lifespan=lifespan,
        openapi_url=f"/api/{service}/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry=NOT_ASKED_FOR,
    )
    app.state.access = access
    app.state.alive = app.state.reached = _always  # Where the worker runs here too, it is asked (whole.py).
    # Where the routes do not carry the service's own name, among them too.
    app.describe_at(f"{prefix}/openapi.json")
    tell = app.state.tell = told_at(pages_at)
    problems.install(app, tell)
    app.add_middleware(TimeRequests, service=service)
    app.add_middleware(AnswersHead)
    # Routes are tried in their order: what everyone uses comes first, and a list's name before any id.
    for router in open_to_all:
        app.include_router(router)
    app.include_router(operators.router(service, prefix, engine))
    _include_guarded(app, routers)
    app.include_router(_health(engine))
    _refuse_without_database(app, tell)
    return app


def _include_guarded(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    for router in routers:
        if any(isinstance(route, PlainRoute) for route in router.routes):
            raise TypeError("a plain route would answer without asking who reads")
        app.include_router(router, dependencies=[Depends(reading)])


def _refuse_without_database(app: FastAPI, tell: Tell) -> None:
    """Makes a database that is away, or too busy to be asked, a 503: whoever asks is to come back."""
    away = problems.unavailable("Cơ sở dữ liệu tạm thời không sẵn sàng; chưa có gì được ghi nhận.")

    async def refuse(request: Request, error: Exception) -> Response:
        if not passes(error):
            raise error
        log.warning("the database does not answer; who asked is to come back", error=type(error).__name__)
        return tell(request, away)

    for kind in AWAY:
        app.add_exception_handler(kind, refuse)


def _always() -> bool:
    return True


async def troubles(engine: AsyncEngine) -> dict[str, Any]:
    """What keeps the service from its work: a database away or read-only, topics that are stopped."""
    try:
        async with engine.connect() as conn:
            stopped = await fetch_column(conn, "SELECT topic FROM stopped_topics ORDER BY topic")
            if await fetch_value(conn, "SHOW transaction_read_only") == "on":
                return {"database": "read-only"}
    except Exception as error:
        return {"database": type(error).__name__}
    return {"stopped_topics": stopped} if stopped else {}


def _health(engine: AsyncEngine) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        if request.app.state.alive():
            return JSONResponse({"status": "alive"})
        return JSONResponse({"status": "stands still"}, 503)

    @router.get("/health/ready")
    async def ready(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        trouble = await troubles(engine)
        if not request.app.state.alive():
            trouble["worker"] = "stands still"
        elif not request.app.state.reached():
            trouble["worker"] = "has not been given its partitions yet"
        if trouble:
            return JSONResponse({"status": "not ready", **trouble}, 503)
        return JSONResponse({"status": "ready"})

    @router.get("/metrics")
    async def exposition() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)

    return router
