"""How is HTTP answered? The services' web sides behind one port, until asked to stop."""

import asyncio
import importlib
from collections.abc import Sequence
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from cli.garbage import collect_seldom
from cli.listening import Server
from shared.clock import Clock
from shared.database.common_clock import CommonClock
from shared.database.engine import build_engine
from shared.settings import Settings
from shared.web.origin import Origin
from shared.web.shut import Shut

AGREED_S = 10.0
"""So long nothing is answered while the database can't be asked for the time."""
PREFIXES = {
    "/api/notices": "notices",
    "/api/events": "notices",
    "/api/receipts": "notices",
    "/api/petitions": "petitions",
    "/api/deadlines": "deadlines",
    "/hoi-nghi": "notices",
    "/kien-nghi": "petitions",
    "/tra-cuu": "petitions",
    "/can-bo": "petitions",
    "/can-bo/hoi-nghi": "notices",
    "/can-bo/ke-hoach": "notices",
    "/can-bo/len-lich": "notices",
    "/": "reporting",
    "/dau-moi": "reporting",
}
"""Which service answers what, what it is called by first; deploy/proxy/nginx.conf says the same."""


async def run(services: Sequence[str], settings: Settings) -> None:
    """Answers HTTP for the services until stopped."""
    clock = settings.clock()
    engine = build_engine(settings.database_of(services[0]), application="doithoai-clock", pool_size=1)
    common = CommonClock(engine, clock)
    asking = asyncio.ensure_future(common.run())
    try:
        # Not for ever: a process must be able to say what is amiss.
        with suppress(TimeoutError):
            await asyncio.wait_for(common.agreed.wait(), AGREED_S)
        app = build_origin(services, settings, clock)
        collect_seldom()
        await build_server(app, settings).serve()
    finally:
        asking.cancel()
        await engine.dispose()


def build_origin(services: Sequence[str], settings: Settings, clock: Clock) -> "Origin | FastAPI":
    """The services' web sides behind one port; a single service answers on every path."""
    apps = {
        service: importlib.import_module(f"services.{service}.main").build_web(settings, clock)
        for service in services
    }
    if len(apps) == 1:
        return next(iter(apps.values()))
    return Origin({prefix: apps[service] for prefix, service in PREFIXES.items() if service in apps})


def build_server(app: "Origin | FastAPI | Shut", settings: Settings) -> Server:
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        proxy_headers=False,
        server_header=False,
    )
    return Server(config)
