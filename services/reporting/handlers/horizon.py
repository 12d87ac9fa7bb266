"""Up to when can the reports vouch for their figures (R29)? Up to what notices and petitions promise, once it
is all here.
"""

import asyncio

import structlog

from services.reporting.store import horizon
from shared.messaging.batches import passes
from shared.messaging.desk import Bench
from shared.messaging.progress import ProgressReader

log = structlog.get_logger(__name__)
EVERY_S = 0.25


class Horizon:
    """Moves the horizon on; any replica may, the furthest counts."""

    def __init__(self, bench: Bench, progress: ProgressReader) -> None:
        self._bench = bench
        self._progress = progress

    async def run(self) -> None:
        """Never returns."""
        while True:
            try:
                await self.step()
            except Exception as error:
                if not passes(error):
                    log.exception("the horizon can't be moved")
            await asyncio.sleep(EVERY_S)

    async def step(self) -> None:
        """Moves the horizon to what is promised now, if all of it has been taken in."""
        promised = self._progress.promise()
        if promised is None:
            return
        moment, ends = promised
        async with self._bench.engine.begin() as conn:
            await horizon.reach(conn, moment, ends)
