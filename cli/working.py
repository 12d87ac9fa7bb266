"""How do workers work? Until asked to stop, saying that they are ready, and touching their pulse."""

import asyncio
import importlib
import os
from collections.abc import Sequence
from pathlib import Path

import structlog

from cli.garbage import collect_seldom
from cli.last_resort import end_once
from cli.launching import PULSE, READY
from deploy.embedded.supervisor import stop_signals
from shared.clock import Clock
from shared.messaging.worker import Worker
from shared.settings import Settings

log = structlog.get_logger(__name__)
BEAT_S = 1.0


async def run(services: Sequence[str], settings: Settings) -> None:
    """A process of workers alone."""
    await work(build_workers(services, settings, settings.clock()))


def build_workers(services: Sequence[str], settings: Settings, clock: Clock) -> list[Worker]:
    """The services' workers, sharing this process's clock."""
    return [
        importlib.import_module(f"services.{service}.main").build_worker(settings, clock)
        for service in services
    ]


async def work(workers: Sequence[Worker], stop: asyncio.Event | None = None) -> None:
    """Works for the services until stopped; one that fails takes the process with it, to be started again."""
    collect_seldom()
    beating = asyncio.ensure_future(_beat(workers))
    async with stop_signals(stop) as stopping:
        ending = asyncio.ensure_future(end_once(stopping))
        running = [asyncio.ensure_future(worker.run(stopping)) for worker in workers]
        await _say_ready(workers, stopping)
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
        stopping.set()
        await asyncio.gather(*running, return_exceptions=True)
        beating.cancel()
        ending.cancel()
        for task in done:
            if task.exception():
                log.error("a worker failed", error=task.exception())
                raise SystemExit(1)


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
