"""What does every service's web side have in common? Problems, health, metrics, its OpenAPI at one place."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from shared.database.rows import fetch_value
from shared.messaging.batches import passes
from shared.observability import metrics
from shared.web import problems
from shared.web.timing import TimeRequests

Closing = Callable[[], Awaitable[None]]
PREFIXES = {"reporting": "reports"}
"""Where a service's routes do not carry its own name."""


def build_app(
    service: str,
    title: str,
    routers: Sequence[APIRouter],
    engine: AsyncEngine,
    closing: Sequence[Closing] = (),
    starting: Sequence[Closing] = (),
) -> FastAPI:
    """A service's web side around its routers; `engine` is asked for readiness and disposed at the end."""
    prefix = f"/api/{PREFIXES.get(service, service)}"

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        for start in starting:
            await start()
        yield
        for close in closing:
            await close()
        await engine.dispose()

    app = FastAPI(
        title=title,
        version="1",
        lifespan=lifespan,
        openapi_url=f"{prefix}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    app.add_middleware(TimeRequests, service=service)
    for router in routers:
        app.include_router(router)
    app.include_router(_health(engine))

    @app.exception_handler(DBAPIError)
    async def _database(_: Request, error: DBAPIError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        if passes(error):
            return problems.unavailable(
                "Cơ sở dữ liệu tạm thời không sẵn sàng; chưa có gì được ghi nhận."
            ).response()
        raise error

    @app.exception_handler(OSError)
    async def _unreachable(_: Request, error: OSError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        del error
        return problems.unavailable(
            "Cơ sở dữ liệu tạm thời không sẵn sàng; chưa có gì được ghi nhận."
        ).response()

    return app


def _health(engine: AsyncEngine) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"status": "alive"}

    @router.get("/health/ready")
    async def ready() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        try:
            async with engine.connect() as conn:
                await fetch_value(conn, "SELECT 1")
        except Exception as error:
            return JSONResponse({"status": "not ready", "database": type(error).__name__}, 503)
        return JSONResponse({"status": "ready"})

    @router.get("/metrics")
    async def exposition() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router
