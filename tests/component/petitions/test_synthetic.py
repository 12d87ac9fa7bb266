"""The synthetic petition goes in as any other and is answered; it never is a petition."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

from cli import synthetic
from services.petitions.main import build_worker
from shared.clock import Clock
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.settings import Settings
from tests.builders.petition_events import NOW


async def test_the_synthetic_petition_is_answered_and_nothing_counts_it(
    bootstrap_servers: str, service_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = service_url("petitions")
    await create_topics(bootstrap_servers, topics.of_platform())
    stop, clock = asyncio.Event(), Clock(NOW)
    running = asyncio.ensure_future(
        build_worker(Settings(kafka=bootstrap_servers, database=url), clock).run(stop)
    )
    try:
        assert await synthetic.put_one(bootstrap_servers, clock) > 0
    finally:
        stop.set()
        await running
    connection = await asyncpg.connect(url)
    try:
        # Other tests' events lie on the shared Kafka too: of all there is, no row may be of the probe.
        for table in ("acts", "petitions", "inbox", "waiting", "subjects", "dead_letters"):
            kept = f"SELECT count(*) FROM {table} kept WHERE strpos(kept::text, $1) > 0"
            assert await connection.fetchval(kept, topics.PROBE_UNIT) == 0, table
        booked = await connection.fetch(
            "SELECT outcome, reason FROM receipts WHERE topic = $1",
            topics.inbound(topics.PROBE_UNIT, "petitions"),
        )
        assert {tuple(row) for row in booked} == {synthetic.EXPECTED}
    finally:
        await connection.close()
    # Nobody takes it in now: that is what it is for.
    monkeypatch.setattr(synthetic, "PATIENCE_S", 0.5)
    with pytest.raises(synthetic.NotAnswered):
        await synthetic.put_one(bootstrap_servers, clock)
