"""Which receipts come while one waits for them? One consumer a process, of no group, on the units that wait.

It begins to read a unit's receipts where they end when somebody starts to wait, and leaves them afterwards.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.messaging import topics
from shared.messaging.inbound import Place

log = structlog.get_logger(__name__)
FINAL = frozenset({"accepted", "duplicate", "rejected"})
BEGIN_S = 10.0
STILL_S = 1.0
"""What is told to wait for its subject is waited for a moment: it may have come in the same batch."""


class NoTopics(Exception):
    """The unit has no topics on this platform."""


@dataclass(slots=True)
class Watch:
    """One who waits: the newest receipt of each record of a unit, since the watch began."""

    unit_id: str
    found: dict[Place, dict[str, Any]] = field(default_factory=dict[Place, dict[str, Any]])
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def until_told(self, places: Sequence[Place], seconds: float) -> None:
        """Returns when all have their final receipt, when the rest is told to wait, or after `seconds`."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while any(self._outcome(place) not in FINAL for place in places):
            told = all(place in self.found for place in places)
            left = min(until - loop.time(), STILL_S if told else seconds)
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), max(left, 0))
            except TimeoutError:
                return

    def _outcome(self, place: Place) -> str | None:
        receipt = self.found.get(place)
        return receipt["outcome"] if receipt else None


class ReceiptsWatch:
    """The consumer, started by the first who waits."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._servers = bootstrap_servers
        self._consumer: Any = None
        self._topics: set[str] = set()
        self._watches: list[Watch] = []
        self._next: dict[TopicPartition, int] = {}
        self._turn = asyncio.Lock()
        """Held for a poll and for a change of what is read: never both at once."""
        self._reading: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def of(self, unit_id: str) -> AsyncGenerator[Watch]:
        """Watches the unit's receipts for the block; KafkaError, TimeoutError or NoTopics if it can't."""
        watch = Watch(unit_id)
        async with asyncio.timeout(BEGIN_S), self._turn:
            await self._begin(watch)
        try:
            yield watch
        finally:
            self._watches.remove(watch)

    async def close(self) -> None:
        """Lets go of Kafka."""
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._consumer:
            await self._consumer.stop()
            self._consumer = None

    async def _begin(self, watch: Watch) -> None:
        if self._consumer is None:
            self._consumer = await _started(self._servers)
        topic = topics.receipts(watch.unit_id)
        if topic not in self._topics:
            self._topics = set(await self._consumer.topics())
        if topic not in self._topics:
            raise NoTopics(watch.unit_id)
        partition = TopicPartition(topic, 0)
        if partition not in self._next:
            ends = await self._consumer.end_offsets([partition])
            self._read_only({**self._next, **ends})
        self._watches.append(watch)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.ensure_future(self._read())

    def _read_only(self, places: dict[TopicPartition, int]) -> None:
        self._next = places
        if not places:
            self._consumer.unsubscribe()
            return
        self._consumer.assign(list(places))
        for partition, offset in places.items():
            self._consumer.seek(partition, offset)

    async def _read(self) -> None:
        """Hands receipts to whom they concern, as long as anybody waits."""
        while True:
            async with self._turn:
                wanted = {TopicPartition(topics.receipts(watch.unit_id), 0) for watch in self._watches}
                if wanted != self._next.keys():
                    self._read_only({tp: offset for tp, offset in self._next.items() if tp in wanted})
                if not wanted:
                    return
                try:
                    await self._poll()
                except KafkaError as error:
                    log.warning("reading receipts failed", error=error)
                    await asyncio.sleep(0.1)
            await asyncio.sleep(0)

    async def _poll(self) -> None:
        for partition, records in (await self._consumer.getmany(timeout_ms=50)).items():
            self._next[partition] = records[-1].offset + 1
            watching = [w for w in self._watches if topics.receipts(w.unit_id) == partition.topic]
            for record in records:
                receipt = msgspec.json.decode(record.value or b"{}")
                place = (receipt.get("topic"), receipt.get("partition"), receipt.get("offset"))
                for watch in watching:
                    watch.found[place] = receipt
                    watch.news.set()


async def _started(bootstrap_servers: str) -> Any:
    consumer: Any = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        client_id="doithoai-receipts",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        fetch_max_wait_ms=50,
    )
    try:
        await consumer.start()
    except BaseException:
        await consumer.stop()
        raise
    return consumer


async def receipts_of(bootstrap_servers: str, unit_id: str, event_id: str) -> list[dict[str, Any]]:
    """Every receipt there is for the unit's event, oldest first: its topic is read once through."""
    consumer = await _started(bootstrap_servers)
    try:
        topic = topics.receipts(unit_id)
        if topic not in await consumer.topics():
            raise NoTopics(unit_id)
        partition, key = TopicPartition(topic, 0), event_id.encode()
        consumer.assign([partition])
        end = (await consumer.end_offsets([partition]))[partition]
        begin = (await consumer.beginning_offsets([partition]))[partition]
        found: list[dict[str, Any]] = []
        while begin < end and await consumer.position(partition) < end:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [msgspec.json.decode(record.value) for record in records if record.key == key]
        return [receipt for receipt in found if receipt["event_id"] == event_id]
    finally:
        await consumer.stop()
