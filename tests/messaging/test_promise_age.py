"""How long ago a service promised how far it has come grows while it can promise nothing."""

import asyncio
from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from prometheus_client import REGISTRY

from shared.messaging import topics
from shared.messaging.offsets import Offsets
from shared.messaging.progress import Progress, ProgressWriter
from tests.builders.waiting import until
from tests.messaging.conftest import House

AGE = ("doithoai_progress_age_seconds", {"service": "petitions"})


class KnowsAll(ProgressWriter):
    """Of a service that has nothing left to do."""

    async def measure(self, offsets: Offsets) -> Progress | None:
        return Progress(self._bench.service, self._bench.clock.now(), {})


async def configure(house: House, configs: Mapping[str, str]) -> None:
    """What the topic of progress asks of a record."""
    admin = AIOKafkaAdminClient(bootstrap_servers=house.servers)
    await admin.start()
    try:
        resource = ConfigResource(ConfigResourceType.TOPIC, topics.PROGRESS, configs=dict(configs))
        await admin.alter_configs([resource])
    finally:
        await admin.close()


def age() -> float:
    return REGISTRY.get_sample_value(*AGE) or 0.0


async def test_the_age_of_a_promise_grows_while_kafka_does_not_take_the_next(house: House) -> None:
    (usual,) = [spec.configs for spec in topics.of_platform() if spec.name == topics.PROGRESS]

    async def promised() -> bool:
        return 0 < age() < 1

    async def told_late() -> bool:
        return age() > 3

    promising = asyncio.create_task(KnowsAll(house.shop, house.servers).run())
    try:
        await until(promised)
        await configure(house, {**usual, "max.message.bytes": "1"})
        await until(told_late)
        await configure(house, usual)
        await until(promised)
    finally:
        await configure(house, usual)
        promising.cancel()
