"""`doithoai watch`: audits the platform every night and answers with the figures; `up` runs one itself."""

import asyncio

import uvicorn
from fastapi import FastAPI, Response

from cli import platform
from cli.free_port import must_be_free
from cli.listening import Server
from cli.options import ListenHost, ListenPort
from cli.watching import watch
from shared.observability import logging, metrics
from shared.settings import Settings, read_settings


def run(
    port: ListenPort = None,
    host: ListenHost = None,
) -> None:
    """Audit the named platform every night, and answer /metrics, until stopped."""
    settings = read_settings(port=port, host=host)
    settings.kafka_servers()
    settings.databases()
    must_be_free(settings.host, settings.port)
    logging.configure("watch", as_json=settings.log_as_json)
    asyncio.run(_answer(settings))


async def _answer(settings: Settings) -> None:
    config = uvicorn.Config(_app(), settings.host, settings.port, log_config=None, access_log=False)
    server = Server(config)
    watching = asyncio.ensure_future(watch(platform.named(settings), settings.clock()))
    try:
        await server.serve()
    finally:
        watching.cancel()


def _app() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health/live")
    @app.get("/health/ready")
    async def alive() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"status": "alive"}

    @app.get("/metrics")
    async def exposition() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)

    return app
