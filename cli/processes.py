"""What runs in each process? Workers and web sides of the services named, until asked to stop."""

import asyncio
import gc
import importlib
import os
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI

from cli.agreeing import until_agreed
from cli.launching import PULSE, READY
from deploy.embedded.supervisor import stop_signals
from shared.clock import Clock
from shared.database.common_clock import CommonClock
from shared.database.engine import build_engine
from shared.messaging.worker import Worker
from shared.observability import logging
from shared.settings import Settings
from shared.web.origin import Origin
from shared.web.shut import Shut

log = structlog.get_logger(__name__)
BEAT_S = 1.0
AGREED_S = 10.0
"""So long nothing is answered while the database can't be asked for the time."""
PREFIXES = {
    "/api/notices": "notices",
    "/api/events": "notices",
    "/api/receipts": "notices",
    "/api/petitions": "petitions",
    "/api/deadlines": "deadlines",
    "/": "reporting",
}
"""Which service answers what; deploy/proxy/nginx.conf says the same."""


def preload(services: Sequence[str]) -> None:
    """Reads the services' code, which takes a while."""
    for service in services:
        importlib.import_module(f"services.{service}.main")


def build_workers(services: Sequence[str], settings: Settings, clock: Clock) -> list[Worker]:
    """The services' workers, sharing this process's clock."""
    return [
        importlib.import_module(f"services.{service}.main").build_worker(settings, clock)
        for service in services
    ]


def build_origin(services: Sequence[str], settings: Settings, clock: Clock) -> "Origin | FastAPI":
    """The services' web sides behind one port; a single service answers on every path."""
    apps = {
        service: importlib.import_module(f"services.{service}.main").build_web(settings, clock)
        for service in services
    }
    if len(apps) == 1:
        return next(iter(apps.values()))
    return Origin({prefix: apps[service] for prefix, service in PREFIXES.items() if service in apps})


async def work(workers: Sequence[Worker], stop: asyncio.Event | None = None) -> None:
    """Works for the services until stopped; one that fails takes the process with it, to be started again."""
    collect_seldom()
    beating = asyncio.ensure_future(_beat(workers))
    async with stop_signals(stop) as stopping:
        running = [asyncio.ensure_future(worker.run(stopping)) for worker in workers]
        await _say_ready(workers, stopping)
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
        stopping.set()
        await asyncio.gather(*running, return_exceptions=True)
        beating.cancel()
        for task in done:
            if task.exception():
                log.error("a worker failed", error=task.exception())
                raise SystemExit(1)


def collect_seldom() -> None:
    """A batch makes and drops objects by the ten thousand, none in a ring: the collector looks less often.

    What was loaded at the start stays for good and is not looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def _beat(workers: Sequence[Worker]) -> None:
    """Touches the pulse file, if somebody asked for one, while all workers get on. Never returns."""
    file = os.environ.get(PULSE)
    while True:
        still = [worker.service for worker in workers if not worker.alive()]
        if still:
            log.error("a consumer stands still before unread records", services=still)
        elif file is not None:
            Path(file).touch()
        await asyncio.sleep(BEAT_S)


async def work_for(services: Sequence[str], settings: Settings) -> None:
    """A process of workers alone."""
    await work(build_workers(services, settings, settings.clock()))


async def _say_ready(workers: Sequence[Worker], stopping: asyncio.Event) -> None:
    """Makes the file that says so once all subscriptions stand, if somebody asked for one."""
    file = os.environ.get(READY)
    if file is None:
        return
    started = asyncio.ensure_future(asyncio.gather(*(worker.started.wait() for worker in workers)))
    stopped = asyncio.ensure_future(stopping.wait())
    await asyncio.wait([started, stopped], return_when=asyncio.FIRST_COMPLETED)
    if started.done():
        Path(file).touch()
    started.cancel()
    stopped.cancel()


async def answer(services: Sequence[str], settings: Settings) -> None:
    """Answers HTTP for the services until stopped."""
    clock = settings.clock()
    engine = build_engine(settings.database_of(services[0]), application="doithoai-clock", pool_size=1)
    common = CommonClock(engine, clock)
    asking = asyncio.ensure_future(common.run())
    try:
        # Not for ever: a process must be able to say what is amiss.
        with suppress(TimeoutError):
            await asyncio.wait_for(common.agreed.wait(), AGREED_S)
        await _server(build_origin(services, settings, clock), settings).serve()
    finally:
        asking.cancel()
        await engine.dispose()


async def work_and_answer(service: str, settings: Settings) -> None:
    """One service, whole: its worker and its web side in one process."""
    clock = settings.clock()
    workers = build_workers([service], settings, clock)
    app = build_origin([service], settings, clock)
    if isinstance(app, FastAPI):
        app.state.alive = lambda: all(worker.alive() for worker in workers)
        app.state.reached = lambda: all(worker.reached() for worker in workers)
    shut = Shut(app)
    server = _server(shut, settings)
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


def _server(app: "Origin | FastAPI | Shut", settings: Settings) -> uvicorn.Server:
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
    return uvicorn.Server(config)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """On the quicker event loop: a fifth of what a busy worker does is waiting for sockets."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


def main(kind: str, services: Sequence[str], settings: Settings) -> None:
    """Runs a process of `kind` (worker, web, both or watch) for the services."""
    name = "-".join(services) if len(services) < 3 else kind
    logging.configure(name, as_json=settings.log_as_json)
    if kind == "worker":
        _run(work_for(services, settings))
    elif kind == "watch":
        # Read here: the other processes never need it.
        from cli.watch import watch_quietly

        _run(watch_quietly(settings))
    elif kind == "web":
        _run(answer(services, settings))
    else:
        _run(work_and_answer(services[0], settings))
