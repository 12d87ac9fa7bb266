"""Which topic is read first by who has much to read? The one on whose facts those of the others hang.

What is read before it is worked in all the same, and folded once more when it comes: this only spares that.
It waits for no more than was there at the start, and not for long.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiokafka import TopicPartition

from shared.messaging.positions import Partition, Standing

log = structlog.get_logger(__name__)
LONGEST_S = 30.0
"""A third of what a partition may stand still before the process counts as dead (liveness.py)."""
STILL_S = 2.0
"""Who does not get on with the first topic for so long reads the others."""
POLL_S = 0.05
SHORT_MS = 25


class HeadStart:
    """Holds the other topics of one consumer back until it has read the first one."""

    def __init__(self, topic: str | None, standing: Standing, wait_ms: int) -> None:
        """`wait_ms`: how long the consumer lets Kafka wait for records when it holds none."""
        self._topic = topic
        self._standing = standing
        self._wait_ms = wait_ms
        self._giving: asyncio.Task[None] | None = None

    def give(self, consumer: Any) -> None:
        """The consumer begins to read, or begins anew: the first topic's backlog of now comes first."""
        if self._giving is not None:
            self._giving.cancel()
        if consumer is None or self._topic is None:
            return
        consumer._fetcher._fetch_max_wait_ms = self._wait_ms
        assigned: Sequence[TopicPartition] = sorted(consumer.assignment())
        first = [tp for tp in assigned if tp.topic == self._topic]
        others = [tp for tp in assigned if tp.topic != self._topic]
        if first and others:
            consumer.pause(*others)
            # Once they go on, they wait for the question that is open: it must not be a long one. How long it
            # is has no public name.
            consumer._fetcher._fetch_max_wait_ms = SHORT_MS
            self._giving = asyncio.create_task(self._give(consumer, first, others))

    async def _give(
        self, consumer: Any, first: Sequence[TopicPartition], others: Sequence[TopicPartition]
    ) -> None:
        try:
            async with asyncio.timeout(LONGEST_S):
                ends = await consumer.end_offsets(first)
                await self._reach({(tp.topic, tp.partition): end for tp, end in ends.items()})
        except Exception as error:
            log.info("the other topics are read beside the first", error=type(error).__name__)
        consumer._fetcher._fetch_max_wait_ms = self._wait_ms
        now = consumer.assignment()
        consumer.resume(*(tp for tp in others if tp in now))

    async def _reach(self, ends: Mapping[Partition, int]) -> None:
        """Returns when all of that is decided, or TimeoutError when nothing of it moves any more."""
        loop = asyncio.get_running_loop()
        stood, since = self._stands(ends), loop.time()
        while any(stood[partition] < end for partition, end in ends.items()):
            if loop.time() - since > STILL_S:
                raise TimeoutError
            await asyncio.sleep(POLL_S)
            now = self._stands(ends)
            if now != stood:
                stood, since = now, loop.time()

    def _stands(self, partitions: Mapping[Partition, int]) -> dict[Partition, int]:
        known = self._standing.known()
        return {partition: known.get(partition, 0) for partition in partitions}
