"""One replica at a time does what only one may do, also when the leader is cut off or stands still."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from prometheus_client import REGISTRY

from shared.database.rows import fetch_value
from shared.messaging import leader
from shared.messaging.leader import leading
from shared.messaging.progress import ProgressWriter
from shared.observability import metrics
from tests.builders.waiting import until
from tests.messaging.conftest import House

CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
ELSEWHERE = """
import asyncio, sys
from shared.database.engine import build_engine
from shared.messaging import leader

async def lead():
    leader.POLL_S, leader.FROZEN_S = 0.1, 1.0
    engine = build_engine(sys.argv[1], application="doithoai-petitions")
    try:
        async with leader.leading(engine, "relay:petitions"):
            print("leads", flush=True)
            await asyncio.Event().wait()
    except TimeoutError:
        print("leads no longer", flush=True)

asyncio.run(lead())
"""
AGE = ("doithoai_progress_age_seconds", {"service": "petitions"})
Replicas = tuple[list[str], list["asyncio.Task[None]"]]


@pytest.fixture
async def replicas(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Replicas]:
    """Two that take turns in leading; who leads now."""
    monkeypatch.setattr(leader, "POLL_S", 0.05)
    led: list[str] = []

    async def replica(name: str) -> None:
        while True:
            try:
                async with leading(house.engine, "relay:petitions"):
                    led.append(name)
                    try:
                        await asyncio.Event().wait()
                    finally:
                        led.remove(name)
            except Exception:
                await asyncio.sleep(0.5)

    tasks = [asyncio.create_task(replica(name)) for name in ("first", "second")]
    await until(lambda: _is(bool(led)))
    yield led, tasks
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=10)


async def _is(so: bool) -> bool:
    return so


async def cut(house: House) -> None:
    """The leader's connection, and with it its lock."""
    async with house.engine.connect() as conn:
        assert await fetch_value(conn, CUT) == 1


async def test_a_leader_whose_connection_broke_leads_no_longer_once_another_does(
    house: House, replicas: Replicas
) -> None:
    led, _ = replicas
    before = led[0]
    await cut(house)
    await until(lambda: _is(len(led) == 1 and led[0] != before))


async def test_a_leader_whose_connection_broke_can_still_be_stopped(
    house: House, replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, tasks = replicas
    monkeypatch.setattr(leader, "POLL_S", 60)
    await cut(house)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=10)
    assert all(task.cancelled() for task in tasks)


async def test_a_replica_that_follows_another_says_no_age_of_its_own(house: House) -> None:
    metrics.PROGRESS_AGE.labels("petitions").set(75)
    writer = ProgressWriter(house.shop, house.servers)
    async with leading(house.engine, "progress:petitions"):
        following = asyncio.create_task(writer.run())
        await until(lambda: _is(REGISTRY.get_sample_value(*AGE) == 0))
        following.cancel()


async def test_a_leader_that_stands_still_is_followed_by_another_and_knows_it_when_it_goes_on(
    house: House,
) -> None:
    url = house.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    frozen = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ELSEWHERE, url, stdout=asyncio.subprocess.PIPE
    )
    assert frozen.stdout
    try:
        async with asyncio.timeout(30):
            assert await frozen.stdout.readline() == b"leads\n"
            os.kill(frozen.pid, signal.SIGSTOP)
            async with leading(house.engine, "relay:petitions"):
                os.kill(frozen.pid, signal.SIGCONT)
                assert await frozen.stdout.readline() == b"leads no longer\n"
            assert await frozen.wait() == 0
    finally:
        if frozen.returncode is None:
            frozen.kill()
            await frozen.wait()
