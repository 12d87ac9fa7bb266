"""Three brokers of which one goes away: is it said?"""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import Ports
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.messaging.liveness import Stillness
from shared.messaging.offsets import Offsets
from shared.messaging.upkeep import Upkeep
from shared.observability import metrics
from tests.builders.waiting import until
from tests.messaging.conftest import House

FOLLOWED = topics.FACTS["notices"]


def missing() -> float | None:
    return REGISTRY.get_sample_value("doithoai_kafka_under_replicated_partitions")


def brokers_in(home: Path, brokers: int = 3) -> Kafka:
    """A cluster that is not started yet."""
    return Kafka(
        home / "kafka", ports=Ports(home / "ports.json"), logs=home / "logs",
        pid_files=home / "running", brokers=brokers,
    )  # fmt: skip


@pytest.fixture
async def three(tmp_path: Path) -> AsyncIterator[tuple[Kafka, str]]:
    """Brokers that hold the platform's topics, and their addresses."""
    kafka = brokers_in(tmp_path)
    try:
        servers = await kafka.start()
        await create_topics(servers, topics.of_platform(), 3)
        yield kafka, servers
    finally:
        await kafka.stop()


@pytest.mark.timeout(400)
async def test_a_broker_that_is_away_is_said_as_partitions_that_lack_copies_until_it_is_back(
    house: House, three: tuple[Kafka, str]
) -> None:
    kafka, servers = three

    async def none_missing() -> bool:
        return missing() == 0

    async def some_missing() -> bool:
        return (missing() or 0) > topics.FACT_PARTITIONS

    metrics.UNDER_REPLICATED.set(-1)
    measuring = asyncio.create_task(Upkeep(house.shop, servers, [FOLLOWED], Stillness([])).run())
    try:
        await until(none_missing)
        kafka.children[1].signal(signal.SIGKILL)
        assert await kafka.children[1].wait(30)
        await until(some_missing)
        kafka.children[1].start()
        await until(none_missing, 120)
    finally:
        measuring.cancel()


async def test_of_topics_on_one_broker_no_copy_is_missing(house: House) -> None:
    metrics.UNDER_REPLICATED.set(-1)
    async with Offsets(house.servers) as offsets:
        await Upkeep(house.shop, house.servers, [FOLLOWED], Stillness([])).measure(offsets)
    assert missing() == 0
