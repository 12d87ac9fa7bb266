"""How much of a batch is decided in one transaction? All of it, unless deciding takes long.

What is said of one subject is decided by all that was said of it before: whose system says the same ten
thousand times makes each time dearer. Nobody else waits for all of that, and who watches sees it move on.
"""

from collections import Counter
from collections.abc import Sequence

from shared.messaging.inbound import Record
from shared.messaging.positions import Partition

FIRST, MOST = 250, 2_000
QUICK_S, SLOW_S = 3.0, 10.0
"""What took less makes the next portion twice as large, what took longer half as large."""
ENOUGH_S = 20.0
"""What is left of a batch after that comes again, beside what others have sent meanwhile."""


class Portions:
    """How much one process takes at once, by how long the last portion took."""

    def __init__(self, first: int = FIRST, enough_s: float = ENOUGH_S) -> None:
        self.size = first
        self.enough_s = enough_s

    def cut(self, records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
        """The next portion and the rest: of each partition the first, by turns, as many as go at once."""
        if len(records) <= self.size:
            return [*records], []
        before = Counter[Partition]()
        turns: list[int] = []
        for record in records:
            partition = record.topic, record.partition
            turns.append(before[partition])
            before[partition] += 1
        chosen = {*sorted(range(len(records)), key=lambda place: turns[place])[: self.size]}
        return (
            [record for place, record in enumerate(records) if place in chosen],
            [record for place, record in enumerate(records) if place not in chosen],
        )

    def took(self, many: int, seconds: float) -> None:
        """So many were decided in such a time."""
        if seconds > SLOW_S:
            self.size = max(1, min(self.size, many) // 2)
        elif seconds < QUICK_S and many >= self.size:
            self.size = min(MOST, self.size * 2)
