"""How do records come from Kafka to a decision? FastStream drives; what is not committed is not acknowledged.

What FastStream's defaults would lose is overridden here: manual acknowledgement, our own parser that can't
fail, the raw body, no exception out of the handler, positions from the database.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Protocol

import structlog
from aiokafka import ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging import markers, positions
from shared.messaging.acknowledging import Acknowledging
from shared.messaging.batches import passes
from shared.messaging.breaker import Halted
from shared.messaging.head_start import HeadStart
from shared.messaging.inbound import Record
from shared.messaging.pace import Pace
from shared.messaging.positions import Fenced, Partition, Skipped, Standing
from shared.messaging.reading import COMMITTED

log = structlog.get_logger(__name__)

MAX_RECORDS = 2_000
POLL_MS, FETCH_WAIT_MS = 25, 500
PACE_S, LEISURE_S, REST_S = 0.03, 0.2, 0.01
"""How long after a batch began the next one may: where somebody waits for what comes of it, and where nobody
does; and how long after it ended."""
SESSION_MS = 45_000
BUFFERED_S = 1.0
WATCH_S = 0.5
MAX_POLL_INTERVAL_MS = 24 * 3600 * 1000
"""A batch that waits for its database keeps its partitions; positions fence it if it lost them after all."""


class Taker(Protocol):
    """Decides or works in records: Intake, Follower."""

    standing: Standing

    async def assigned(self, partitions: Sequence[Partition]) -> dict[Partition, int]: ...

    async def take(self, records: Sequence[Record]) -> None: ...


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
        lanes: int = 1,
        first: str | None = None,
        pace_s: float = PACE_S,
    ) -> None:
        """`replica` names this process in its group: a restarted one gets its partitions back at once.

        `lanes`: how many full batches the taker takes at once, each of other partitions (lanes.py).
        `first`: the topic whose backlog is read before that of the others.
        `pace_s`: how long after the beginning of a batch the next one begins, unless a full one lies there.
        """
        self._taker = taker
        self._head_start = HeadStart(first, taker.standing, FETCH_WAIT_MS)
        self._group = group
        self._lanes = lanes
        self._pace = Pace(pace_s, REST_S)
        self._in_hand: dict[Partition, int] | None = {}
        """The last record of each partition that is being decided; None while they are gathered."""
        self._acknowledging = Acknowledging(group, taker.standing, lambda: self._subscriber)
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
            fetch_max_wait_ms=FETCH_WAIT_MS,
            isolation_level=COMMITTED,
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
        self._taker.standing.hold([(tp.topic, tp.partition) for tp in assigned])
        await self._go_back([(tp.topic, tp.partition) for tp in assigned])
        self._head_start.give(self._subscriber.consumer)

    async def watch(self, engine: AsyncEngine) -> None:
        """Never returns. Goes back when positions were set back (a rebuild, a topic that was made anew): no
        record may come to say so.
        """
        while True:
            await asyncio.sleep(WATCH_S)
            stood = self._taker.standing.known()
            try:
                async with engine.connect() as conn:
                    found = await positions.read(conn, stood)
                # Read before the database was: only who begins anew brings it behind.
                back = [partition for partition, offset in found.items() if offset < stood[partition]]
            except Exception as error:
                log.warning("positions can't be read yet", group=self._group, error=type(error).__name__)
                continue
            if back:
                log.warning("positions were set back; starting over", group=self._group, partitions=len(back))
                await self._go_back(back)
                self._head_start.give(self._subscriber.consumer)

    async def handed_out(self) -> dict[Partition, int]:
        """Up to where our partitions were handed out, but for those of which something is in hand."""
        in_hand = self._in_hand
        idle = [at for at in self._taker.standing.known() if in_hand is not None and at not in in_hand]
        return await markers.handed_out(self._subscriber.consumer, idle)

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
        raw: list[ConsumerRecord] = [*message.raw_message]
        # FastStream leaves the message in the context, and each timer that is set from here on keeps that:
        # asyncpg's for minutes, with every statement. The records must not stay with it.
        message.raw_message = (replace(raw[0], key=None, value=None),)
        self._in_hand = None
        if len(raw) < MAX_RECORDS:
            # What was sent at once comes bit by bit, and a batch costs much beside its records.
            await self._pace.keep()
            raw += await self._at_hand(MAX_RECORDS - len(raw))
        elif self._lanes > 1:
            raw += await self._at_hand(MAX_RECORDS * (self._lanes - 1), {(r.topic, r.partition) for r in raw})
        self._in_hand = {(r.topic, r.partition): r.offset for r in raw}
        records = [Record(r.topic, r.partition, r.offset, r.key, r.value, r.headers) for r in raw]
        try:
            self._taker.standing.reaches(await markers.behind(self._subscriber.consumer, self._in_hand))
            await self._taker.take(records)
            self._acknowledging.soon()
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
        self._in_hand = {}
        self._pace.end()

    def _ask_of_all(self) -> None:
        """Asks for the partitions all together, once what it holds of them is taken.

        The client asks a broker one thing at a time. Left to itself it asks for the partitions of which it
        holds nothing, once it has held records of others for a tenth of a second; where nothing comes for
        those, what comes for the others waits behind that question. How long it may hold has no public name.
        """
        consumer: Any = self._subscriber.consumer
        if consumer is not None:
            consumer._fetcher._prefetch_backoff = BUFFERED_S

    async def _at_hand(self, most: int, but_not: Collection[Partition] = frozenset()) -> list[ConsumerRecord]:
        """What lies here already, of partitions other than those."""
        consumer = self._subscriber.consumer
        if consumer is None:
            return []
        try:
            wanted = [tp for tp in consumer.assignment() if tp not in but_not] if but_not else []
            if but_not and not wanted:
                return []
            found = await consumer.getmany(*wanted, timeout_ms=0, max_records=most)
        except Exception as error:
            # What we hold already is worked on; what is amiss with a partition comes up again.
            log.warning("reading on failed", group=self._group, error=type(error).__name__)
            return []
        return [record for records in found.values() for record in records]

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
