"""What stands on a topic? Read by nobody's group: facts from the first to the last, records where asked."""

from collections.abc import AsyncIterator, Sequence, Set
from dataclasses import dataclass

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.messaging.inbound import Place
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Partition
from shared.messaging.reading import records_between


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


async def records_at(bootstrap_servers: str, places: Set[Place]) -> Set[Place]:
    """At which of these places lies a record? Elsewhere lies a marker, or what a transaction took back."""
    begins: dict[Partition, int] = {}
    ends: dict[Partition, int] = {}
    for topic, partition, offset in places:
        at = topic, partition
        begins[at], ends[at] = min(offset, begins.get(at, offset)), max(offset + 1, ends.get(at, 0))
    read = records_between(bootstrap_servers, begins, ends)
    found = {record.place async for records in read for record in records}
    return found & places
