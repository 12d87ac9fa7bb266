"""Does this process get on with its work? A consumer that stands still before unread records does not.

Kafka may answer and the loop may turn while nothing is decided: alive is who moves, or has nothing to do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging.breaker import Breaker
from shared.messaging.positions import Partition, Standing

STILL_S = 90.0
"""Twice the session after which a dead replica's partitions are given to another."""


class Consuming(Protocol):
    """What of a taker tells whether it moves: Intake, Follower."""

    standing: Standing
    breaker: Breaker


@dataclass(frozen=True, slots=True)
class Seen:
    """Since when a partition stands where it stands, with something unread behind it."""

    position: int
    since: float


class Stillness:
    """Watches the partitions of one worker's takers; told every few seconds how they stand."""

    def __init__(self, takers: Sequence[Consuming], tick: Callable[[], float] = monotonic) -> None:
        self._takers = takers
        self._tick = tick
        self._unread: dict[Partition, Seen] = {}

    def see(self, standing: Mapping[Partition, int], ends: Mapping[Partition, int]) -> None:
        """How all partitions of the service stand, and where they end. Not told: nothing is concluded."""
        now = self._tick()
        unread = {
            partition: standing[partition] for partition, end in ends.items() if standing[partition] < end
        }
        self._unread = {
            partition: earlier
            if (earlier := self._unread.get(partition)) and earlier.position == position
            else Seen(position, now)
            for partition, position in unread.items()
        }

    def still(self) -> list[Partition]:
        """The partitions that have stood still too long and are this worker's, or nobody's that it knows of.

        A stopped topic rests by intent.
        """
        now = self._tick()
        own = {partition for taker in self._takers for partition in taker.standing.known()}
        resting = {topic for taker in self._takers for topic in taker.breaker.stopped}
        return sorted(
            partition
            for partition, seen in self._unread.items()
            if now - seen.since >= STILL_S and partition[0] not in resting and (partition in own or not own)
        )

    async def note(self, engine: AsyncEngine) -> None:
        """Writes down once more which topics these takers have stopped."""
        for taker in self._takers:
            if taker.breaker.stopped:
                await taker.breaker.note(engine, taker.breaker.stopped)

    def reached(self) -> bool:
        """Has each taker been told which partitions are its own, ever?"""
        return all(taker.standing.assigned for taker in self._takers)

    def alive(self) -> bool:
        """Does everything move that has something to do?"""
        return not self.still()
