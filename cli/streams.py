"""What stands on a topic of facts? Read from its first record to its present end, by nobody's group."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.messaging.offsets import Offsets


@dataclass(frozen=True, slots=True)
class FactSeen:
    """What an audit needs of a fact."""

    topic: str
    id: str
    type: str
    subject: str
    sequence: int
    key: str


class _Fact(msgspec.Struct):
    id: str
    type: str
    subject: str
    sequence: int


_DECODER = msgspec.json.Decoder(_Fact)


async def facts(bootstrap_servers: str, topics: Sequence[str]) -> AsyncIterator[FactSeen]:
    """Every fact on these topics as they end now, in the order of each partition."""
    async with Offsets(bootstrap_servers) as offsets:
        partitions = [TopicPartition(topic, p) for topic, p in await offsets.partitions(topics)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        consumer.assign(partitions)
        ends = {tp: end for tp, end in (await consumer.end_offsets(partitions)).items() if end}
        while ends:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    found = _DECODER.decode(record.value or b"")
                    yield FactSeen(
                        record.topic,
                        found.id,
                        found.type,
                        found.subject,
                        found.sequence,
                        (record.key or b"").decode(),
                    )
            ends = {tp: end for tp, end in ends.items() if await consumer.position(tp) < end}
    finally:
        await consumer.stop()
