"""How far do the topics reach right now? Asked with consumers of no group, which read nothing."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.messaging.positions import Partition
from shared.messaging.reading import COMMITTED

METADATA_S = 10.0


class Offsets:
    """Asks Kafka for end offsets; an async context."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._readable = _asking(bootstrap_servers, COMMITTED)
        self._put = _asking(bootstrap_servers, "read_uncommitted")
        self._admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
        self._partitions: dict[str, list[int]] = {}
        self.lacking = 0
        """Partitions, of all topics, of which fewer copies are in step than there should be; as `partitions`
        last heard."""
        self._read_at = float("-inf")
        self._put_started = False

    async def __aenter__(self) -> Self:
        try:
            await self._readable.start()
            await self._admin.start()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        await self._admin.close()
        await self._readable.stop()
        await self._put.stop()

    async def partitions(
        self, topics: Iterable[str] = (), pattern: str | None = None, *, anew: bool = False
    ) -> list[Partition]:
        """The partitions of these topics, or of those that match; `anew`: as there are now, not lately."""
        loop = asyncio.get_running_loop()
        if anew or loop.time() - self._read_at > METADATA_S:
            described = await self._admin.describe_topics()
            self._partitions = {
                topic["topic"]: sorted(partition["partition"] for partition in topic["partitions"])
                for topic in sorted(described, key=lambda topic: topic["topic"])
            }
            self.lacking = sum(
                len(partition["isr"]) < len(partition["replicas"])
                for topic in described
                for partition in topic["partitions"]
            )
            self._read_at = loop.time()
        wanted = set(topics)
        expression = re.compile(pattern) if pattern else None
        return [
            (name, partition)
            for name, partitions in self._partitions.items()
            if name in wanted or (expression and expression.match(name))
            for partition in partitions
        ]

    async def ends(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Behind the last record of each partition that can be read now: of no open transaction."""
        return _named(await self._readable.end_offsets(_known(self._readable, partitions)))

    async def put(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Behind the last record of each partition, be it readable or of a transaction that is open."""
        if not self._put_started:
            await self._put.start()
            self._put_started = True
        return _named(await self._put.end_offsets(_known(self._put, partitions)))

    async def begins(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The first record still there of each partition."""
        return _named(await self._readable.beginning_offsets(_known(self._readable, partitions)))


def _asking(bootstrap_servers: str, isolation: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers, client_id="doithoai-offsets", enable_auto_commit=False,
        metadata_max_age_ms=10_000, isolation_level=isolation,
    )  # fmt: skip


def _known(consumer: AIOKafkaConsumer, partitions: Sequence[Partition]) -> list[TopicPartition]:
    """The partitions as the client names them; it is made to know their leaders and reads nothing.

    Asked about topics it does not know, the client waits for its next regular look at the metadata.
    """
    asked = [TopicPartition(topic, partition) for topic, partition in partitions]
    strange = set(asked) - consumer.assignment()
    if strange:
        consumer.assign([*consumer.assignment(), *strange])
        consumer.pause(*consumer.assignment())
    return asked


def _named(found: dict[TopicPartition, int]) -> dict[Partition, int]:
    return {(tp.topic, tp.partition): offset for tp, offset in found.items()}
