"""A service that is asked to stop stops, whatever it is about; nobody has to kill it."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable

import httpx
import pytest

from shared.database.engine import build_engine
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.messaging.ahead import reach
from shared.messaging.offsets import Offsets
from tests.builders.petition_events import NOW

READY_S, ENDS_S = 60.0, 25.0


async def know(kafka: str, database: str) -> None:
    """What other tests have told on the topic is this database's own: else it would be refused."""
    engine = build_engine(database, application="doithoai-test")
    async with Offsets(kafka) as offsets, engine.begin() as conn:
        await reach(conn, await offsets.ends(await offsets.partitions([topics.FACTS["petitions"]])))
    await engine.dispose()


async def answered(process: Process, url: str, path: str) -> None:
    """Returns once it answers; fails the test if it ends before."""
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(READY_S):
        while process.returncode is None:
            try:
                if (await client.get(url + path)).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)
    pytest.fail(f"ended with {process.returncode} before it was asked to")


async def ended(port: int, kafka: str, database: str, path: str, asked_by: signal.Signals) -> int:
    """How `serve` ended that was asked to once this path was answered; one that doesn't is killed."""
    env = {
        **os.environ, "DOITHOAI_KAFKA": kafka, "DOITHOAI_DATABASE": database,
        "DOITHOAI_PORT": str(port), "DOITHOAI_NOW": NOW.isoformat(),
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "serve", "petitions", env=env, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await answered(process, f"http://127.0.0.1:{port}", path)
        process.send_signal(asked_by)
        return await asyncio.wait_for(process.wait(), ENDS_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("asked_by", [signal.SIGTERM, signal.SIGINT])
async def test_a_service_at_work_that_is_asked_to_stop_ends_by_itself(
    bootstrap_servers: str,
    service_url: Callable[[str], str],
    unused_tcp_port_factory: Callable[[], int],
    asked_by: signal.Signals,
) -> None:
    url = service_url("petitions")
    await create_topics(bootstrap_servers, topics.of_platform())
    await know(bootstrap_servers, url)
    port = unused_tcp_port_factory()
    assert await ended(port, bootstrap_servers, url, "/health/ready", asked_by) == 0


async def test_one_that_still_waits_for_its_servers_ends_too(
    unused_tcp_port_factory: Callable[[], int],
) -> None:
    port, kafka, database = (unused_tcp_port_factory() for _ in range(3))
    url = f"postgresql://nobody@127.0.0.1:{database}/petitions"
    code = await ended(port, f"127.0.0.1:{kafka}", url, "/health/live", signal.SIGTERM)
    assert code in (0, -signal.SIGTERM)
