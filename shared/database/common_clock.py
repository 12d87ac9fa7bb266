"""Whose clock holds among the processes of the platform? The database server's, which all of them ask.

What one writes down is compared with what another promises: their clocks must not be minutes apart, whatever
the clocks of their machines are. A difference smaller than the question took says nothing and is let be.
"""

import asyncio
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.clock import Clock
from shared.database.rows import fetch_value

log = structlog.get_logger(__name__)
EVERY_S = 10.0
LOOKS = 5
BACK_AT_ONCE = timedelta(milliseconds=40)
"""A clock that others rely on already goes back by no more at a time: promises leave more room than that."""
ASK = "SELECT clock_timestamp()"


class CommonClock:
    """Keeps one process's clock with that of its database."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self.agreed = asyncio.Event()
        """Set once the database has been asked."""

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.agree()
            await asyncio.sleep(EVERY_S)

    async def agree(self) -> None:
        """Asks until the database answers."""
        while True:
            try:
                await self.look()
                return
            except Exception as error:
                log.warning("the database's clock can't be asked", error=type(error).__name__)
                await asyncio.sleep(1)

    async def look(self) -> timedelta:
        """Asks, and moves this process's clock if it is amiss; by how much it was moved."""
        async with self._engine.connect() as conn:
            looks = [await self._ask(conn) for _ in range(LOOKS)]
        apart, within = min(looks, key=lambda look: look[1])
        by = timedelta(0) if abs(apart) <= within else apart
        if self.agreed.is_set():
            by = max(by, -BACK_AT_ONCE)
        if by:
            log.warning("the clock is moved to the database's", seconds=by.total_seconds())
            self._clock.shift(by)
        self.agreed.set()
        return by

    async def _ask(self, conn: AsyncConnection) -> tuple[timedelta, timedelta]:
        """How far the database's clock is ahead of ours, and by how much that may be wrong."""
        asked, began = self._clock.now(), monotonic()
        theirs: datetime = await fetch_value(conn, ASK)
        half = timedelta(seconds=(monotonic() - began) / 2)
        return theirs + self._clock.ahead - (asked + half), half
