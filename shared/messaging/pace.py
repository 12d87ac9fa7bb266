"""How often does a loop take up new work, and give way to others? Each few hundredths of a second under load.

What a batch costs beside its records (a transaction, its locks, its fsync) is spent that often and no more.
What comes after a quiet while is taken up at once. Who reckons long lets the others in between.
"""

import asyncio
from time import monotonic

YIELD_S = 0.01
"""The loop also answers Kafka's heartbeats and HTTP: who reckons gives way to it this often."""


class Turn:
    """The time that one may reckon without giving way: `if turn.over(): await turn.pass_on()`."""

    def __init__(self) -> None:
        self._until = monotonic() + YIELD_S

    def over(self) -> bool:
        return monotonic() > self._until

    async def pass_on(self) -> None:
        """Lets everybody else have a turn, then begins another."""
        await asyncio.sleep(0)
        self._until = monotonic() + YIELD_S


class Pace:
    """Rounds of one loop: `seconds` from one's beginning to the next's at least, and `rest` from its end."""

    def __init__(self, seconds: float, rest: float = 0.0) -> None:
        self._seconds = seconds
        self._rest = rest
        self._began = self._ended = float("-inf")

    def end(self) -> None:
        """Ends a round; for who rests between them."""
        self._ended = monotonic()

    async def keep(self) -> None:
        """Waits until the next round may begin, and begins it."""
        wait = max(self._began + self._seconds, self._ended + self._rest) - monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        self._began = monotonic()
