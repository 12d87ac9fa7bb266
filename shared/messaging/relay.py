"""How does the outbox reach Kafka? In the order of its packets, one relay a service, marked packet by packet.

Nothing is lost if it dies between sending and marking: what was sent is sent again, as the same facts.
"""

import asyncio
from collections.abc import Collection, Sequence
from functools import lru_cache

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.cluster import ClusterMetadata
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from aiokafka.partitioner import DefaultPartitioner

from shared.database.begun import begun
from shared.database.rows import execute
from shared.messaging import ahead, packets
from shared.messaging.desk import Bench
from shared.messaging.leader import leading
from shared.messaging.pace import Pace
from shared.messaging.packets import Row, Unsent
from shared.messaging.positions import Partition

log = structlog.get_logger(__name__)

ROWS_A_ROUND = 5_000
BYTES_A_ROUND = 8_000_000
MANY = 5_000
"""Records of a round after which the next one follows at once."""
BATCH_BYTES = 800_000
SEND_TIMEOUT_S = 30.0
ANSWER_S = 5.0
ASK_AGAIN_S = 0.1
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
        self._reached: dict[Partition, int] = {}
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
        unpark_at, pace, more = loop.time() + RETRY_PARKED_S, Pace(PACE_S), False
        while True:
            if not more:
                await pace.keep()
            self._awake.clear()
            sent = await self.publish(producer)
            more = sent >= MANY
            if loop.time() >= unpark_at:
                unpark_at = loop.time() + RETRY_PARKED_S
                async with self._bench.engine.begin() as conn:
                    await execute(conn, packets.UNPARK)
            if not more:
                try:
                    await asyncio.wait_for(self._awake.wait(), IDLE_S)
                except TimeoutError:
                    continue

    async def publish(self, producer: AIOKafkaProducer) -> int:
        """One round: sends what is unpublished, marks what was acknowledged; how many records it found."""
        async with self._bench.looking.connect() as conn:
            found = await packets.unsent(conn, ROWS_A_ROUND, BYTES_A_ROUND)
        if not found.rows and not found.behind:
            return 0
        lanes, refused = await self._lanes(producer, found.rows)
        results = await asyncio.gather(
            *(self._send_lane(producer, topic, partition, lane) for (topic, partition), lane in lanes.items())
        )
        sent = [row for done, _ in results for row in done]
        refused += [row for _, never in results for row in never]
        await self._mark(found, sent, refused)
        if not sent and not refused and not found.behind:
            raise ConnectionError("Kafka acknowledged nothing")
        return len(found.rows) + len(found.behind)

    async def _lanes(
        self, producer: AIOKafkaProducer, rows: Sequence[Row]
    ) -> tuple[dict[tuple[str, int], list[Row]], list[Row]]:
        """The rows by partition, in order; and those whose topic does not exist, or is not ours to write.

        Those of a topic that Kafka does not answer about are in neither: their turn comes in a later round.
        """
        partitions = await _partitions_of(producer, sorted({row.topic for row in rows}))
        lanes: dict[tuple[str, int], list[Row]] = {}
        homeless: list[Row] = []
        for row in rows:
            known = partitions.get(row.topic)
            if known:
                partition = _partition(row.key, known) if known[1:] else known[0]
                lanes.setdefault((row.topic, partition), []).append(row)
            elif known is not None:
                homeless.append(row)
        return lanes, homeless

    async def _send_lane(
        self, producer: AIOKafkaProducer, topic: str, partition: int, lane: Sequence[Row]
    ) -> tuple[list[Row], list[Row]]:
        """Sends a partition's rows, one batch after the other, so that none can overtake another.

        What was acknowledged, and what Kafka refuses: a batch that it refuses is sent again row by row.
        """
        sent: list[Row] = []
        refused: list[Row] = []
        held: set[bytes] = set()
        place = alone_until = 0
        while place < len(lane):
            batch, rows, began = producer.create_batch(), list[Row](), place
            while place < len(lane):
                row = lane[place]
                if row.key not in held:
                    appended = batch.append(timestamp=None, key=row.key, value=row.value, headers=row.headers)
                    if appended is None:
                        break
                    rows.append(row)
                place += 1
                if rows and place <= alone_until:
                    break
            if not rows:
                break
            batch.close()
            try:
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    written = await (await producer.send_batch(batch, topic, partition=partition))
                self._note(topic, partition, written.offset, len(rows))
                sent += rows
            except NEVER as error:
                log.error(
                    "messages can't be published", topic=topic, rows=len(rows), error=type(error).__name__
                )
                if len(rows) > 1:
                    alone_until, place = place, began
                else:
                    refused += rows
                    held.add(rows[0].key)
            except (KafkaError, TimeoutError) as error:
                # Unknown, not "not sent": the rows stay unpublished and are sent again.
                log.warning("sending was not acknowledged", topic=topic, error=type(error).__name__)
                break
        return sent, refused

    def _note(self, topic: str, partition: int, first: int, count: int) -> None:
        """Up to there the topic of facts is ours (ahead.py); kept with the marks."""
        if topic == self._bench.facts_topic and first >= 0:
            self._reached[topic, partition] = first + count

    async def _mark(self, found: Unsent, sent: Sequence[Row], refused: Sequence[Row]) -> None:
        reached, self._reached = self._reached, {}
        async with begun(self._bench.looking) as conn:
            await ahead.reach(conn, reached)
            await packets.note(conn, found, sent, refused, self._bench.clock.now())


async def _partitions_of(producer: AIOKafkaProducer, topics: Collection[str]) -> dict[str, tuple[int, ...]]:
    """The partitions of each topic: none where Kafka says that there is no such one, or that it is not ours.

    A topic that Kafka does not answer about is left out. One that was just made is asked for more than once.
    """
    client, answers = producer.client, 0
    found = _known_of(client.cluster, topics)
    left = [topic for topic in topics if topic not in found]
    try:
        async with asyncio.timeout(ANSWER_S):
            while left:
                for topic in left:
                    client.add_topic(topic)
                if await client.force_metadata_update():
                    answers += 1
                    found |= dict.fromkeys(client.cluster.unauthorized_topics.intersection(left), ())
                    found |= _known_of(client.cluster, left)
                    left = [topic for topic in left if topic not in found]
                await asyncio.sleep(ASK_AGAIN_S if left else 0)
    except TimeoutError:
        # The first answer may be to what was asked before these topics were.
        found |= dict.fromkeys(left, ()) if answers > 1 else {}
    if nowhere := [topic for topic, known in found.items() if not known]:
        log.error("no such topics, or not ours to write", topics=nowhere)
    if left := [topic for topic in topics if topic not in found]:
        log.warning("Kafka does not say where topics are", topics=left)
    return found


def _known_of(cluster: ClusterMetadata, topics: Collection[str]) -> dict[str, tuple[int, ...]]:
    return {topic: tuple(sorted(known)) for topic in topics if (known := cluster.partitions_for_topic(topic))}
