"""What do services tell everyone? The facts that stand on a topic, read from Kafka."""

import asyncio
import json
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.events.catalogue import name_of
from shared.messaging.offsets import Offsets
from shared.messaging.topics import FACTS
from tests.journeys.conftest import Up


def said(platform: Up, service: str, *names: str) -> list[dict[str, Any]]:
    """The facts of these names that stand on the service's topic."""
    found = asyncio.run(_facts(platform.addresses["kafka"]["bootstrap_servers"], FACTS[service]))
    return [fact for fact in found if name_of(fact["type"]) in names]


async def _facts(servers: str, topic: str) -> list[dict[str, Any]]:
    async with Offsets(servers) as offsets:
        ends = await offsets.ends(await offsets.partitions([topic]))
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    found: list[dict[str, Any]] = []
    try:
        partitions = [TopicPartition(*key) for key, end in ends.items() if end]
        consumer.assign(partitions)
        while any([await consumer.position(tp) < ends[tp.topic, tp.partition] for tp in partitions]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [json.loads(record.value or b"") for record in records]
    finally:
        await consumer.stop()
    return found
