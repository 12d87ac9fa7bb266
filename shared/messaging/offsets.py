"""How far do the topics reach right now? Asked with a consumer of no group, which reads nothing."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.messaging.positions import Partition

METADATA_S = 10.0


class Offsets:
    """Asks Kafka for end offsets; an async context."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap_servers,
            client_id="doithoai-offsets",
            enable_auto_commit=False,
            metadata_max_age_ms=10_000,
        )
        self._admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
        self._partitions: dict[str, list[int]] = {}
        self._read_at = float("-inf")

    async def __aenter__(self) -> Self:
        try:
            await self._consumer.start()
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
        await self._consumer.stop()

    async def partitions(self, topics: Iterable[str] = (), pattern: str | None = None) -> list[Partition]:
        """The partitions of these topics, or of those that match."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._read_at > METADATA_S:
            described = await self._admin.describe_topics()
            self._partitions = {
                topic["topic"]: sorted(partition["partition"] for partition in topic["partitions"])
                for topic in sorted(described, key=lambda topic: topic["topic"])
            }
            self._read_at = loop.time()
        wanted = set(topics)
        expression = re.compile(pattern) if pattern else None
        return [
            (name, partition)
            for name, partitions in self._partitions.items()
            if name in wanted or (expression and expression.match(name))
            for partition in partitions
        ]

    def _known(self, partitions: Sequence[Partition]) -> list[TopicPartition]:
        """The partitions as the client names them; it is made to know their leaders and reads nothing.

        Asked about topics it does not know, the client waits for its next regular look at the metadata.
        """
        asked = [TopicPartition(topic, partition) for topic, partition in partitions]
        strange = set(asked) - self._consumer.assignment()
        if strange:
            self._consumer.assign([*self._consumer.assignment(), *strange])
            self._consumer.pause(*self._consumer.assignment())
        return asked

    async def ends(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Behind the last record of each partition, as of now."""
        if not partitions:
            return {}
        asked = self._known(partitions)
        found = await self._consumer.end_offsets(asked)
        return {(tp.topic, tp.partition): offset for tp, offset in found.items()}

    async def begins(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The first record still there of each partition."""
        if not partitions:
            return {}
        asked = self._known(partitions)
        found = await self._consumer.beginning_offsets(asked)
        return {(tp.topic, tp.partition): offset for tp, offset in found.items()}
