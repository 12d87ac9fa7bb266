"""How often does a loop take up new work? Under load every few hundredths of a second, not for each record.

What a batch costs beside its records (a transaction, its locks, its fsync) is spent that often and no more.
What comes after a quiet while is taken up at once.
"""

import asyncio
from time import monotonic


class Pace:
    """Rounds of one loop, at least `seconds` from one's beginning to the next's."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began = float("-inf")

    async def keep(self) -> None:
        """Waits until the next round may begin, and begins it."""
        wait = self._began + self._seconds - monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        self._began = monotonic()
