"""What stands on a topic between two offsets? Read by a consumer of no group, which commits nothing."""

from collections.abc import AsyncGenerator, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.messaging.header_names import read_any_name
from shared.messaging.inbound import Record
from shared.messaging.positions import Partition

AT_ONCE = 2_000
COMMITTED = "read_committed"
"""What a sender's transaction took back never was; what it has not ended yet is not there yet."""


async def records_between(
    servers: str, begins: Mapping[Partition, int], ends: Mapping[Partition, int]
) -> AsyncGenerator[list[Record], None]:
    """The records from `begins` to before `ends`, each partition in order, some at a time."""
    wanted = {
        TopicPartition(*partition): end for partition, end in ends.items() if begins.get(partition, 0) < end
    }
    if not wanted:
        return
    read_any_name()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, client_id="doithoai-reading", enable_auto_commit=False,
        auto_offset_reset="earliest", max_partition_fetch_bytes=4 * 1024 * 1024,
        isolation_level=COMMITTED,
    )  # fmt: skip
    await consumer.start()
    try:
        consumer.assign(list(wanted))
        for partition in wanted:
            consumer.seek(partition, begins.get((partition.topic, partition.partition), 0))
        while wanted:
            found = await consumer.getmany(timeout_ms=500, max_records=AT_ONCE)
            records = [
                Record(r.topic, r.partition, r.offset, r.key, r.value, r.headers)
                for partition, several in found.items()
                for r in several
                if partition in wanted and r.offset < wanted[partition]
            ]
            if records:
                yield records
            done = [
                partition for partition, end in wanted.items() if await consumer.position(partition) >= end
            ]
            for partition in done:
                del wanted[partition]
            consumer.pause(*done)
    finally:
        await consumer.stop()
