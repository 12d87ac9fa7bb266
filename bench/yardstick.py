"""What would a sink reach that computes nothing? Raw batches, one COPY and one COMMIT each, then the ack.

No Python consumer that writes what it reads to PostgreSQL can be quicker: it decodes nothing.
"""

from collections.abc import Sequence
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

COLUMNS = ("topic", "partition", "offset", "value")


async def copy_through(servers: str, database: str, partitions: Sequence[tuple[str, int]]) -> int:
    """Copies everything that stands on the partitions into a fresh table; how many rows it has then."""
    connection = await asyncpg.connect(database)
    table = f"raw_{uuid4().hex[:8]}"
    await connection.execute(
        f'CREATE TABLE {table} (topic text, "partition" int, "offset" bigint, value bytea)'
    )
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, group_id=table, enable_auto_commit=False, auto_offset_reset="earliest",
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )  # fmt: skip
    await consumer.start()
    try:
        wanted = [TopicPartition(topic, partition) for topic, partition in partitions]
        consumer.assign(wanted)
        ends = await consumer.end_offsets(wanted)
        begins = await consumer.beginning_offsets(wanted)
        left = sum(ends[each] - begins[each] for each in wanted)
        while left > 0:
            batch = await consumer.getmany(timeout_ms=500, max_records=20_000)
            rows = [(r.topic, r.partition, r.offset, r.value) for found in batch.values() for r in found]
            if rows:
                await connection.copy_records_to_table(table, records=rows, columns=COLUMNS)
                await consumer.commit()
                left -= len(rows)
        return await connection.fetchval(f"SELECT count(*) FROM {table}")
    finally:
        await consumer.stop()
        await connection.execute(f"DROP TABLE {table}")
        await connection.close()
