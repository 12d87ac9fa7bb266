"""Who sums up the petitions of a conference by day? A loop beside the folding, a fifth of its time."""

import asyncio
from time import monotonic

import structlog

from services.reporting.store import figure_days
from services.reporting.store.snapshot import HOLD
from shared.database.rows import execute, fetch_value
from shared.messaging.batches import passes
from shared.messaging.desk import Bench

log = structlog.get_logger(__name__)
AT_ONCE = 20
"""Conferences a transaction."""
IDLE_S = 1.0
REST = 4.0
"""Times as long as it took, it rests: folding comes first."""
ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('reporting: sums by day'))"


class Summing:
    """Keeps the sums by day; any number of replicas may run, one at a time sums up."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def run(self) -> None:
        """Never returns."""
        while True:
            began = monotonic()
            try:
                summed = await self.once()
            except Exception as error:
                summed = 0
                if not passes(error):
                    log.exception("summing up by day failed", service=self._bench.service)
            await asyncio.sleep((monotonic() - began) * REST if summed else IDLE_S)

    async def once(self, limit: int = AT_ONCE) -> int:
        """Sums up to `limit` conferences up, those left alone longest; how many."""
        async with self._bench.engine.connect() as raw:
            conn = await raw.execution_options(isolation_level="REPEATABLE READ")
            async with conn.begin():
                # A rebuild waits for this, or this for it; before the statement that fixes the snapshot.
                await execute(conn, HOLD)
                if not await fetch_value(conn, ALONE):
                    return 0
                return await figure_days.sum_up(conn, limit)
