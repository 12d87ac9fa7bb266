"""How do Python and PostgreSQL work at the same time? A large batch is taken side by side, in lanes (0025).

Each lane has whole partitions, a transaction and a connection of its own, as another process would have. It
is a try: what a lane could not commit stays undecided, and is then worked by itself.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from shared.messaging.inbound import Record
from shared.messaging.positions import Partition

T = TypeVar("T")
log = structlog.get_logger(__name__)
LANES = 2
"""One reckons while the other waits; a third would wait for both."""
WORTH_IT = 800
"""Fewer records are one transaction: what that costs beside them would be spent twice."""


def apart(records: Sequence[Record], lanes: int) -> list[list[Record]]:
    """The records in so many lanes or less, about as many in each, every partition whole and in order."""
    if lanes == 1 or len(records) < WORTH_IT:
        return [list(records)]
    sizes = Counter((record.topic, record.partition) for record in records)
    filled = [0] * lanes
    lane_of: dict[Partition, int] = {}
    for partition, size in sizes.most_common():
        lane_of[partition] = lane = filled.index(min(filled))
        filled[lane] += size
    found: list[list[Record]] = [[] for _ in filled]
    for record in records:
        found[lane_of[record.topic, record.partition]].append(record)
    return [lane for lane in found if lane]


async def side_by_side(
    lanes: Sequence[Sequence[Record]], work: Callable[[Sequence[Record]], Awaitable[None]]
) -> bool:
    """Runs `work` on every lane to its end, whatever becomes of another, and when this is cancelled too.

    Did all go well?
    """
    ended = await asyncio.gather(*(work(lane) for lane in lanes), return_exceptions=True)
    failed = [error for error in ended if error is not None]
    for error in failed:
        log.warning("a lane is worked again by itself", error=type(error).__name__)
    return not failed


async def to_their_end(*works: Awaitable[T]) -> list[T]:
    """What these come to, run at once; if one fails the others end first, and then its fault is raised."""
    ended = await asyncio.gather(*works, return_exceptions=True)
    found: list[T] = []
    for one in ended:
        if isinstance(one, BaseException):
            raise one
        found.append(one)
    return found
