"""Where does Kafka believe us to stand? Told once a second: it decides nothing, but is looked at."""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from aiokafka import TopicPartition

from shared.messaging.positions import Partition, Standing

log = structlog.get_logger(__name__)
ACKNOWLEDGE_S = 1.0
LONGEST_S = 10.0
"""The client asks for its group's coordinator until it answers: of a consumer that has ended, for ever."""


class Acknowledging:
    """Tells Kafka where one group's consumer stands."""

    def __init__(self, group: str, standing: Standing, subscriber: Callable[[], Any]) -> None:
        """`subscriber`: the group's, whose consumer is another after each start."""
        self._group = group
        self._standing = standing
        self._subscriber = subscriber
        self._told: dict[Partition, int] = {}
        self._soon = False
        self._telling: asyncio.Task[None] | None = None

    def soon(self) -> None:
        """Something was decided: within a second Kafka is told, or as soon as what was before is told."""
        if not self._soon:
            self._soon = True
            asyncio.get_running_loop().call_later(ACKNOWLEDGE_S, self._begin)

    def _begin(self) -> None:
        self._soon = False
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())
        else:
            self.soon()

    async def _tell(self) -> None:
        subscriber = self._subscriber()
        # Who ends leaves its group: what it told Kafka after that would be refused, as an error.
        if subscriber.consumer is None or not subscriber.running:
            return
        consumer = subscriber.consumer
        # One partition that is another's by now, and nothing of them all would be taken.
        ours: set[TopicPartition] = consumer.assignment()
        stand = {
            at: n
            for at, n in self._standing.known().items()
            if n != self._told.get(at) and TopicPartition(*at) in ours
        }
        if not stand:
            return
        try:
            async with asyncio.timeout(LONGEST_S):
                await consumer.commit({TopicPartition(*at): n for at, n in stand.items()})
            self._told |= stand
        except Exception as error:
            log.info("Kafka was not told where we stand", group=self._group, error=type(error).__name__)
