"""Who is asked to stop is gone by and by, whatever does not heed it: none goes on that nobody looks after."""

import asyncio
import subprocess
import sys
from contextlib import suppress
from typing import Any, cast

import pytest

from shared.messaging import worker as workers
from shared.messaging.worker import Worker

DEAF = """
import asyncio
from cli import last_resort, processes, working
from shared.messaging import worker

async def deaf():
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            pass

async def run(services, settings):
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.2, stop.set)
    await working.work([worker.Worker("notices", None, [deaf])], stop)

working.run = run
last_resort.AFTER_S, worker.STOP_S = {after}, {patience}
from shared.settings import Settings
processes.main("worker", ["notices"], Settings())
"""

STUCK = """
import asyncio, os, signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from fastapi import FastAPI
from cli import answering, last_resort, processes
from shared.settings import Settings

@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
    asyncio.get_running_loop().call_later(0.2, os.kill, os.getpid(), signal.SIGTERM)
    yield
    await asyncio.Event().wait()

async def run(services, settings):
    await answering.build_server(FastAPI(lifespan=lifespan), settings).serve()

answering.run = run
last_resort.AFTER_S = 0.5
processes.main("web", [], Settings(port=0))
"""


class Deaf:
    """A subscription whose end never comes: its Kafka went while it was being told."""

    def __init__(self) -> None:
        self.over = asyncio.Event()

    async def start(self) -> None: ...

    async def stop(self) -> None:
        while not self.over.is_set():
            with suppress(asyncio.CancelledError):
                await self.over.wait()


async def test_a_subscription_that_does_not_end_keeps_nothing_else_from_ending(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "STOP_S", 0.05)
    closed, ended = list[str](), list[str]()

    async def works() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("loop")

    async def close() -> None:
        closed.append("pool")

    stop, deaf = asyncio.Event(), Deaf()
    worker = Worker("notices", cast(Any, deaf), [works], [close])
    running = asyncio.ensure_future(worker.run(stop))
    await worker.started.wait()
    stop.set()
    async with asyncio.timeout(5):
        await running
    assert (ended, closed) == (["loop"], ["pool"])
    deaf.over.set()


@pytest.mark.parametrize("after, patience", [(0.5, 60.0), (0.5, 0.1)])
def test_a_process_whose_loops_do_not_heed_it_is_ended(after: float, patience: float) -> None:
    """While they are waited for, or afterwards, when what is left is waited for again."""
    script = DEAF.format(after=after, patience=patience)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1, ended.stderr
    assert "what was asked to stop does not end" in ended.stderr


def test_a_server_whose_connections_do_not_close_is_ended() -> None:
    """As those to a PostgreSQL that neither answers nor breaks: each is waited for, one after the other."""
    ended = subprocess.run([sys.executable, "-c", STUCK], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1, ended.stderr
    assert "what was asked to stop does not end" in ended.stderr
