"""A worker that starts before its servers waits for them, however long, and then works."""

import asyncio
import gc
from collections.abc import Callable
from urllib.parse import urlsplit

import asyncpg
import pytest

from cli import synthetic
from services.petitions.main import build_worker
from shared.clock import Clock
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.settings import Settings
from tests.builders.petition_events import NOW
from tests.builders.waiting import until
from tests.builders.wire import wire_to


async def test_a_worker_waits_for_kafka_and_postgresql_and_then_works(
    bootstrap_servers: str,
    service_url: Callable[[str], str],
    unused_tcp_port_factory: Callable[[], int],
    recwarn: pytest.WarningsRecorder,
) -> None:
    url = service_url("petitions")
    await create_topics(bootstrap_servers, topics.of_platform())
    database, kafka = urlsplit(url), urlsplit(f"kafka://{bootstrap_servers}")
    assert database.hostname
    assert database.port
    assert kafka.hostname
    assert kafka.port
    database_at, kafka_at = unused_tcp_port_factory(), unused_tcp_port_factory()
    settings = Settings(
        kafka=f"127.0.0.1:{kafka_at}", database=url.replace(f":{database.port}/", f":{database_at}/")
    )
    stop, worker = asyncio.Event(), build_worker(settings, Clock(NOW))
    running = asyncio.ensure_future(worker.run(stop))

    async def has_reached() -> bool:
        return worker.reached()

    try:
        done, _ = await asyncio.wait([running], timeout=1.5)
        assert not done
        assert not worker.started.is_set()
        assert not worker.reached()
        async with (
            wire_to(database.hostname, database.port, database_at),
            wire_to(kafka.hostname, kafka.port, kafka_at),
        ):
            assert await synthetic.put_one(bootstrap_servers, Clock(NOW)) > 0
            # The receipt says it of one group; the worker is in two, and Kafka gives out each by itself.
            await until(has_reached)
            # No try that failed left anything open.
            gc.collect()
            assert [str(one.message) for one in recwarn if "Unclosed" in str(one.message)] == []
            stop.set()
            await running
    finally:
        stop.set()
        await asyncio.gather(running, return_exceptions=True)
    connection = await asyncpg.connect(url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM receipts") >= 1
    finally:
        await connection.close()
