"""How does one service run whole? Its worker and its web side in one process: `doithoai serve`."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from fastapi import FastAPI

from cli.agreeing import until_agreed
from cli.answering import build_origin, build_server
from cli.working import build_workers, work
from shared.database.common_clock import CommonClock
from shared.settings import Settings
from shared.web.problems import as_problem
from shared.web.shut import Shut


async def run(services: Sequence[str], settings: Settings) -> None:
    """The one service, until stopped; it takes in and answers nothing before database and topic agree."""
    (service,) = services
    clock = settings.clock()
    workers = build_workers([service], settings, clock)
    app = build_origin([service], settings, clock)
    if isinstance(app, FastAPI):
        app.state.alive = lambda: all(worker.alive() for worker in workers)
        app.state.reached = lambda: all(worker.reached() for worker in workers)
    shut = Shut(app, app.state.tell if isinstance(app, FastAPI) else as_problem)
    server = build_server(shut, settings)
    stop = asyncio.Event()
    serving = asyncio.ensure_future(server.serve())
    serving.add_done_callback(lambda _: stop.set())
    try:
        if not await _first(_agreed_in_all(service, settings, workers[0].common), stop):
            return
        shut.opened = True
        await work(workers, stop)
    finally:
        server.should_exit = True
        await serving


async def _agreed_in_all(service: str, settings: Settings, common: CommonClock | None) -> None:
    """The database is as old as its topics, and its clock is ours."""
    await until_agreed(settings.kafka_servers(), {service: settings.database_of(service)})
    if common is not None:
        await common.agree()


async def _first(doing: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """Was it done before one was to stop? What it raises is raised."""
    done, stopped = asyncio.ensure_future(doing), asyncio.ensure_future(stop.wait())
    await asyncio.wait([done, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not done.done():
        done.cancel()
        return False
    done.result()
    return True
