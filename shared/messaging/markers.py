"""Which offsets of a topic hold no record for us? Markers of transactions, and what a transaction took back.

A marker takes an offset and is never handed out. Who waited for a record there would wait for ever, and with
it all that hangs on the topics having been read to their ends (0030).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging import positions
from shared.messaging.inbound import Place
from shared.messaging.positions import Partition, Standing, Stretch
from shared.messaging.reading import records_between

log = structlog.get_logger(__name__)
EVERY_S = 0.5
LOOK_S = 30.0

HandedOut = Callable[[], Awaitable[Mapping[Partition, int]]]
"""Up to where a consumer has handed out the partitions of which nothing is being decided."""


async def handed_out(consumer: Any, partitions: Iterable[Partition]) -> dict[Partition, int]:
    """Up to where this consumer has handed out these partitions, records or not; where it knows it."""
    found: dict[Partition, int] = {}
    if consumer is None:
        return found
    for at in partitions:
        try:
            # It is known at once, or asked for while we wait.
            async with asyncio.timeout(0):
                found[at] = await consumer.position(TopicPartition(*at))
        except (TimeoutError, KafkaError):
            continue
    return found


async def behind(consumer: Any, last: Mapping[Partition, int]) -> dict[Place, int]:
    """Behind these offsets, the last that we were handed, comes no record before which other one?"""
    handed = await handed_out(consumer, last)
    return {(*at, last[at] + 1): until for at, until in handed.items() if until > last[at] + 1}


class PassingOver:
    """Moves one consumer's positions past what lies before them and is no record."""

    def __init__(self, engine: AsyncEngine, servers: str, standing: Standing, handed_out: HandedOut) -> None:
        self._engine = engine
        self._servers = servers
        self._standing = standing
        self._handed_out = handed_out

    async def run(self) -> None:
        """Never returns."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                async with asyncio.timeout(LOOK_S):
                    await self.look()
            except Exception as error:
                log.warning("what is no record is not passed over yet", error=type(error).__name__)

    async def look(self) -> None:
        """Passes over what was handed out behind where we stand and is no record."""
        handed, known = await self._handed_out(), self._standing.known()
        ends = {at: until for at, until in handed.items() if until > known.get(at, until)}
        empty = await self._empty({at: known[at] for at in ends}, ends) if ends else []
        if not empty:
            return
        async with self._engine.begin() as conn:
            moved = await positions.pass_over(conn, empty)
        now = self._standing.known()
        passed = [each for each in empty if (each.topic, each.partition) in moved]
        self._standing.know(
            {at: each.until for each in passed if now.get(at := (each.topic, each.partition)) == each.start}
        )
        log.info("passed over what is no record", offsets=sum(each.until - each.start for each in passed))

    async def _empty(self, begins: Mapping[Partition, int], ends: Mapping[Partition, int]) -> list[Stretch]:
        """Which of these stretches hold no record, or none at first. The log tells: it does not change."""
        until = dict(ends)
        async for records in records_between(self._servers, begins, ends):
            for record in records:
                at = record.topic, record.partition
                until[at] = min(until[at], record.offset)
        return [Stretch(*at, start, until[at]) for at, start in begins.items() if until[at] > start]
