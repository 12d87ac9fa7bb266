"""What is on its way between two places when a platform is looked at is seen in one of them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from cli.platform import Platform
from cli.settling import Settling
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Partition
from shared.settings import SERVICES

NOW = datetime(2025, 3, 3, tzinfo=UTC)
PUT = (
    "INSERT INTO outbox (topics, keys, payloads, recorded_at) "
    "VALUES ('{a,a}', '{k,k}', ARRAY['1', '2']::bytea[], $1)"
)


@pytest.fixture
async def platform(bootstrap_servers: str, service_url: Callable[[str], str]) -> Platform:
    """A platform on which nobody works."""
    await create_topics(bootstrap_servers, topics.of_platform())
    return Platform("http://127.0.0.1", bootstrap_servers, {name: service_url(name) for name in SERVICES})


async def test_what_leaves_a_database_while_it_is_looked_at_is_seen(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    petitions = await asyncpg.connect(platform.databases["petitions"])
    await petitions.execute(PUT, NOW)
    ask = Offsets.ends

    async def ends_as_the_relay_publishes(
        offsets: Offsets, partitions: Sequence[Partition]
    ) -> dict[Partition, int]:
        found = await ask(offsets, partitions)
        await petitions.execute("UPDATE outbox SET published_at = $1", NOW)
        return found

    monkeypatch.setattr(Offsets, "ends", ends_as_the_relay_publishes)
    try:
        async with Settling(platform) as settling:
            assert (await settling.left()).unpublished["petitions"] == 2
            assert (await settling.left()).unpublished["petitions"] == 0
    finally:
        await petitions.close()


async def test_everything_that_lies_in_a_database_is_counted(platform: Platform) -> None:
    deadlines = await asyncpg.connect(platform.databases["deadlines"])
    try:
        await deadlines.execute(PUT, NOW)
        await deadlines.execute("INSERT INTO recomputations VALUES ('petition/1', 7), ('petition/2', 1)")
        await deadlines.execute("INSERT INTO ticks VALUES (1, $1, $1)", NOW)
        await deadlines.execute("INSERT INTO wakeups (subject, at) VALUES ('petition/3', $1)", NOW)
        async with Settling(platform) as settling:
            left = await settling.left()
    finally:
        await deadlines.close()
    assert (left.unpublished["deadlines"], left.recomputations["deadlines"], left.unfired) == (2, 2, 1)
    assert "unpublished: deadlines 2; recomputations: deadlines 2" in left.says()


async def test_a_database_that_is_away_leaves_nothing_open(
    bootstrap_servers: str, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Offsets] = []
    close = Offsets.__aexit__

    async def noted(offsets: Offsets, *why: Any) -> None:
        closed.append(offsets)
        await close(offsets, *why)

    monkeypatch.setattr(Offsets, "__aexit__", noted)
    away = {name: f"postgresql://x@127.0.0.1:{unused_tcp_port}/{name}" for name in SERVICES}
    with pytest.raises(OSError, match="Connect call failed"):
        async with Settling(Platform("http://127.0.0.1", bootstrap_servers, away)):
            pass
    assert len(closed) == 1
