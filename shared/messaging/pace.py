"""How often does a loop take up new work? Under load every few hundredths of a second, not for each record.

What a batch costs beside its records (a transaction, its locks, its fsync) is spent that often and no more.
What comes after a quiet while is taken up at once.
"""

import asyncio
from time import monotonic


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
