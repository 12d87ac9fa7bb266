"""How does the outbox reach Kafka? In the order of its ids, one relay a service, in batches, marked in bulk.

Nothing is lost if it dies between sending and marking: what was sent is sent again, as the same facts.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from aiokafka.partitioner import DefaultPartitioner

from shared.database.rows import execute, fetch
from shared.messaging.desk import Bench
from shared.messaging.leader import leading
from shared.messaging.pace import Pace

log = structlog.get_logger(__name__)

FETCH = (
    "SELECT o.id, o.topic, o.key, o.value, o.headers FROM outbox o "
    "WHERE o.published_at IS NULL AND o.parked IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM outbox b WHERE b.published_at IS NULL AND b.parked IS NOT NULL "
    "AND b.topic = o.topic AND b.key = o.key AND b.id < o.id) ORDER BY o.id LIMIT $1"
)
# Only what is unpublished has an index by id.
MARK = "UPDATE outbox SET published_at = $1 WHERE id = ANY($2::bigint[]) AND published_at IS NULL"
PARK = "UPDATE outbox SET parked = $1 WHERE id = ANY($2::bigint[]) AND published_at IS NULL"
UNPARK = "UPDATE outbox SET parked = NULL WHERE published_at IS NULL AND parked IS NOT NULL"

ROWS_A_ROUND = 5_000
BATCH_BYTES = 800_000
SEND_TIMEOUT_S = 30.0
PACE_S = 0.02
IDLE_S = 0.2
RETRY_PARKED_S = 60.0
NEVER = (MessageSizeTooLargeError, TopicAuthorizationFailedError, UnknownTopicOrPartitionError)
"""What Kafka will not take however often it is sent: parked and alarmed, retried each minute."""

_partitioner = DefaultPartitioner()


@lru_cache(maxsize=20_000)
def _partition(key: bytes, known: tuple[int, ...]) -> int:
    """Where Kafka's own clients would put the key; a subject has several facts, and hashing is slow here."""
    return _partitioner(key, list(known), list(known))


class Row(NamedTuple):
    """A message of the outbox."""

    id: int
    topic: str
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]]


def build_producer(bootstrap_servers: str, service: str) -> AIOKafkaProducer:
    """A producer that acknowledges only what all in-sync replicas have."""
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers,
        client_id=f"doithoai-{service}-relay",
        acks="all",
        enable_idempotence=True,
        max_batch_size=BATCH_BYTES,
        request_timeout_ms=20_000,
    )


class Relay:
    """Publishes one service's outbox; `run` never returns."""

    def __init__(self, bench: Bench, bootstrap_servers: str) -> None:
        self._bench = bench
        self._bootstrap = bootstrap_servers
        self._awake = asyncio.Event()
        bench.notify.append(self._awake.set)

    async def run(self) -> None:
        """Relays while this replica leads; others stand by."""
        while True:
            try:
                async with leading(self._bench.engine, f"relay:{self._bench.service}"):
                    producer = build_producer(self._bootstrap, self._bench.service)
                    try:
                        await producer.start()
                        await self._relay(producer)
                    finally:
                        await asyncio.wait_for(producer.stop(), 10)
            except Exception as error:
                log.warning("the relay starts again", service=self._bench.service, error=error)
                await asyncio.sleep(1)

    async def _relay(self, producer: AIOKafkaProducer) -> None:
        loop = asyncio.get_running_loop()
        unpark_at, pace, sent = loop.time() + RETRY_PARKED_S, Pace(PACE_S), 0
        while True:
            if sent < ROWS_A_ROUND:
                await pace.keep()
            self._awake.clear()
            sent = await self.publish(producer)
            if loop.time() >= unpark_at:
                unpark_at = loop.time() + RETRY_PARKED_S
                await self._run(UNPARK)
            if sent < ROWS_A_ROUND:
                try:
                    await asyncio.wait_for(self._awake.wait(), IDLE_S)
                except TimeoutError:
                    continue

    async def publish(self, producer: AIOKafkaProducer) -> int:
        """One round: sends what is unpublished, marks what was acknowledged; how many rows it found."""
        async with self._bench.engine.connect() as conn:
            rows = [
                Row(id_, topic, key.encode(), bytes(value), _headers(headers))
                for id_, topic, key, value, headers in await fetch(conn, FETCH, ROWS_A_ROUND)
            ]
        if not rows:
            return 0
        lanes, homeless = await self._lanes(producer, rows)
        results = await asyncio.gather(
            *(self._send_lane(producer, topic, partition, lane) for (topic, partition), lane in lanes.items())
        )
        sent = [id_ for done, _ in results for id_ in done]
        refused = [id_ for _, never in results for id_ in never] + homeless
        await self._mark(sent, refused)
        if not sent and not refused:
            raise ConnectionError("Kafka acknowledged nothing")
        return len(rows)

    async def _lanes(
        self, producer: AIOKafkaProducer, rows: Sequence[Row]
    ) -> tuple[dict[tuple[str, int], list[Row]], list[int]]:
        """The rows by partition, in order; and those whose topic does not exist."""
        partitions: dict[str, tuple[int, ...]] = {}
        for topic in sorted({row.topic for row in rows}):
            partitions[topic] = await _partitions_of(producer, topic)
        lanes: dict[tuple[str, int], list[Row]] = {}
        homeless: list[int] = []
        for row in rows:
            known = partitions[row.topic]
            if known:
                partition = _partition(row.key, known) if known[1:] else known[0]
                lanes.setdefault((row.topic, partition), []).append(row)
            else:
                homeless.append(row.id)
        return lanes, homeless

    async def _send_lane(
        self, producer: AIOKafkaProducer, topic: str, partition: int, lane: Sequence[Row]
    ) -> tuple[list[int], list[int]]:
        """Sends a partition's rows, one batch after the other, so that none can overtake another."""
        sent: list[int] = []
        never: list[int] = []
        place = 0
        while place < len(lane):
            batch = producer.create_batch()
            ids: list[int] = []
            while place < len(lane):
                row = lane[place]
                if batch.append(timestamp=None, key=row.key, value=row.value, headers=row.headers) is None:
                    break
                ids.append(row.id)
                place += 1
            batch.close()
            try:
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    await (await producer.send_batch(batch, topic, partition=partition))
                sent += ids
            except NEVER as error:
                log.error(
                    "messages can't be published", topic=topic, rows=len(ids), error=type(error).__name__
                )
                if len(ids) == 1:
                    never += ids
                    continue
                return sent, await self._single_out(producer, topic, partition, lane, ids, sent)
            except (KafkaError, TimeoutError) as error:
                # Unknown, not "not sent": the rows stay unpublished and are sent again.
                log.warning("sending was not acknowledged", topic=topic, error=type(error).__name__)
                break
        return sent, never

    async def _single_out(
        self,
        producer: AIOKafkaProducer,
        topic: str,
        partition: int,
        lane: Sequence[Row],
        refused: Sequence[int],
        sent: list[int],
    ) -> list[int]:
        """A batch was refused: its rows one by one, to find the one that is."""
        never: list[int] = []
        held: set[bytes] = set()
        suspects = set(refused)
        for row in lane:
            if row.id not in suspects or row.key in held:
                continue
            done, bad = await self._send_lane(producer, topic, partition, [row])
            sent += done
            never += bad
            if bad:
                held.add(row.key)
            elif not done:
                break
        return never

    async def _mark(self, sent: Sequence[int], refused: Sequence[int]) -> None:
        async with self._bench.engine.begin() as conn:
            if sent:
                await execute(conn, MARK, self._bench.clock.now(), list(sent))
            if refused:
                await execute(conn, PARK, "Kafka does not take it", list(refused))

    async def _run(self, statement: str) -> None:
        async with self._bench.engine.begin() as conn:
            await execute(conn, statement)


def _headers(headers: Mapping[str, str] | str | None) -> list[tuple[str, bytes]]:
    if not headers:
        return []
    found = json.loads(headers) if isinstance(headers, str) else headers
    return [(name, value.encode()) for name, value in found.items()]


async def _partitions_of(producer: AIOKafkaProducer, topic: str) -> tuple[int, ...]:
    try:
        async with asyncio.timeout(5):
            return tuple(sorted(await producer.partitions_for(topic)))
    except (UnknownTopicOrPartitionError, TimeoutError):
        log.error("no such topic", topic=topic)
        return ()
