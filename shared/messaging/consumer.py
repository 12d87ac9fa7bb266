"""How do records come from Kafka to a decision? FastStream drives; what is not committed is not acknowledged.

What FastStream's defaults would lose is overridden here: manual acknowledgement, our own parser that can't
fail, the raw body, no exception out of the handler, positions from the database.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

import structlog
from aiokafka import ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging import positions
from shared.messaging.batches import passes
from shared.messaging.breaker import Halted
from shared.messaging.inbound import Record
from shared.messaging.pace import Pace
from shared.messaging.positions import Fenced, Partition, Skipped, Standing

log = structlog.get_logger(__name__)

MAX_RECORDS = 2_000
POLL_MS = 25
PACE_S = 0.03
SESSION_MS = 45_000
NEW_TOPICS_SEEN_MS = 10_000
BUFFERED_S = 1.0
WATCH_S = 0.5
MAX_POLL_INTERVAL_MS = 24 * 3600 * 1000
"""A batch that waits for its database keeps its partitions; positions fence it if it lost them after all."""


class Taker(Protocol):
    """Decides or works in records: Intake, Follower."""

    standing: Standing

    async def assigned(self, partitions: Sequence[Partition]) -> dict[Partition, int]: ...

    async def take(self, records: Sequence[Record]) -> None: ...


def build_broker(bootstrap_servers: str, service: str) -> KafkaBroker:
    """The broker connection that a service's subscriptions share."""
    return KafkaBroker(
        # FastStream takes a text for one server, commas and all.
        bootstrap_servers.split(","),
        client_id=f"doithoai-{service}",
        metadata_max_age_ms=NEW_TOPICS_SEEN_MS,
        allow_auto_create_topics=False,
        # What is written goes through the relay: a producer of FastStream's own would be left open by each
        # start that fails.
        consumer_only=True,
        apply_types=False,
        logger=_quiet_logger(),
        log_level=logging.DEBUG,
    )


def _quiet_logger() -> logging.Logger:
    """Lets FastStream say only what is amiss, the way our own lines go."""
    logger = logging.getLogger("doithoai.faststream")
    logger.setLevel(logging.WARNING)
    logger.addFilter(_worth_saying)
    return logger


def _worth_saying(record: logging.LogRecord) -> bool:
    # That topics are made by the platform alone is meant, not amiss.
    return not str(record.msg).startswith("Auto create topics is disabled")


class Subscription(ConsumerRebalanceListener):
    """One taker's records, by topics or by a pattern of topics."""

    def __init__(
        self,
        broker: KafkaBroker,
        taker: Taker,
        *,
        group: str,
        replica: str,
        topics: Sequence[str] = (),
        pattern: str | None = None,
    ) -> None:
        """`replica` names this process in its group: a restarted one gets its partitions back at once."""
        self._taker = taker
        self._group = group
        self._pace = Pace(PACE_S)
        self._subscriber = broker.subscriber(
            *topics,
            pattern=pattern,
            batch=True,
            max_records=MAX_RECORDS,
            batch_timeout_ms=POLL_MS,
            group_id=group,
            group_instance_id=f"{group}-{replica}",
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=3_000,
            max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
            max_partition_fetch_bytes=4 * 1024 * 1024,
            # What comes ends the wait at once; how often an idle consumer asks is all that this decides.
            fetch_max_wait_ms=500,
            ack_policy=AckPolicy.MANUAL,
            listener=self,
            parser=self._parse,
            decoder=_as_it_is,
        )
        self._subscriber(self._handle)

    async def _parse(self, raw: tuple[ConsumerRecord, ...]) -> KafkaAckableMessage:
        """Wraps the records without looking at them: what can't be read is judged at the gate, not here."""
        return KafkaAckableMessage(
            body=b"",
            headers={},
            raw_message=raw,
            message_id=f"{raw[0].topic}-{raw[0].partition}-{raw[0].offset}",
            consumer=self._subscriber.consumer,
        )

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        self._taker.standing.forget([(tp.topic, tp.partition) for tp in revoked])

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        self._ask_of_all()
        await self._go_back([(tp.topic, tp.partition) for tp in assigned])

    async def watch(self, engine: AsyncEngine) -> None:
        """Never returns. Goes back when positions were set back (a rebuild): no record may come to say so."""
        while True:
            await asyncio.sleep(WATCH_S)
            stood = self._taker.standing.known()
            try:
                async with engine.connect() as conn:
                    found = await positions.read(conn, stood)
                # Read before the database was: only a rebuild brings it behind.
                back = [partition for partition, offset in found.items() if offset < stood[partition]]
            except Exception as error:
                log.warning("positions can't be read yet", group=self._group, error=type(error).__name__)
                continue
            if back:
                log.warning("positions were set back; starting over", group=self._group, partitions=len(back))
                await self._go_back(back)

    async def _go_back(self, partitions: Sequence[Partition]) -> None:
        """Seeks to where the database says each partition stands, however long it takes to answer."""
        while True:
            try:
                found = await self._taker.assigned(sorted(set(partitions)))
                break
            except Exception as error:
                log.warning("positions can't be read yet", group=self._group, error=type(error).__name__)
                await asyncio.sleep(1)
        consumer = self._subscriber.consumer
        if consumer is None:
            return
        for (topic, partition), offset in found.items():
            try:
                consumer.seek(TopicPartition(topic, partition), offset)
            except Exception as error:
                log.info("a partition was given away meanwhile", topic=topic, error=type(error).__name__)

    async def _handle(self, message: Any) -> None:
        """Takes a batch; whatever goes wrong, the records stay unacknowledged and come again."""
        raw: tuple[ConsumerRecord, ...] = message.raw_message
        records = [Record(r.topic, r.partition, r.offset, r.key, r.value, r.headers) for r in raw]
        if len(records) < MAX_RECORDS:
            # Meanwhile the client reads on: what comes now is in the next batch, whole.
            await self._pace.keep()
        try:
            await self._taker.take(records)
            await message.ack()
        except (Fenced, Skipped) as reason:
            log.warning("going back to the position kept", group=self._group, reason=str(reason))
            await self._go_back([(r.topic, r.partition) for r in records])
        except Halted as halted:
            await self._go_back([(r.topic, r.partition) for r in records])
            for topic, rest_s in halted.resting.items():
                self._rest(topic, rest_s)
        except Exception as error:
            if not passes(error):
                log.exception("taking a batch failed; it comes again", group=self._group)
            await asyncio.sleep(1)
            await self._go_back([(r.topic, r.partition) for r in records])

    def _ask_of_all(self) -> None:
        """Asks for the partitions all together, once what it holds of them is taken.

        The client asks a broker one thing at a time. Left to itself it asks for the partitions of which it
        holds nothing, once it has held records of others for a tenth of a second; where nothing comes for
        those, what comes for the others waits behind that question. How long it may hold has no public name.
        """
        consumer: Any = self._subscriber.consumer
        if consumer is not None:
            consumer._fetcher._prefetch_backoff = BUFFERED_S

    def _rest(self, topic: str, seconds: float) -> None:
        """Reads nothing of a stopped topic for a while; what is assigned anew meanwhile comes here again."""
        consumer = self._subscriber.consumer
        if consumer is None or seconds <= 0:
            return
        partitions = [tp for tp in consumer.assignment() if tp.topic == topic]
        consumer.pause(*partitions)

        def resume() -> None:
            now = self._subscriber.consumer
            if now is not None:
                now.resume(*(tp for tp in partitions if tp in now.assignment()))

        asyncio.get_running_loop().call_later(seconds, resume)


async def _as_it_is(message: KafkaAckableMessage) -> KafkaAckableMessage:
    return message


async def start_broker(broker: KafkaBroker) -> None:
    """Starts the subscriptions; waits for a Kafka that is not there yet, for as long as it takes."""
    pause = 0.5
    while True:
        try:
            await broker.start()
            return
        except Exception as error:
            log.warning("Kafka is not there yet", error=type(error).__name__)
            # What of it had started already.
            with suppress(Exception):
                await broker.stop()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10)
