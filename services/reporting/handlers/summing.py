"""Who sums up the petitions of a conference by day? A loop: when nothing is folded, and seldom beside it."""

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
REST, REST_BESIDE = 4.0, 30.0
"""Times as long as it took, it rests; while facts come in, what is summed up is soon touched again."""
QUIET_S = 1.0
ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('reporting: sums by day'))"


class Summing:
    """Keeps the sums by day; any number of replicas may run, one at a time sums up."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._folded_at = float("-inf")
        bench.notify.append(self._folded)

    def _folded(self) -> None:
        self._folded_at = monotonic()

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
            now = monotonic()
            await asyncio.sleep(rest_s(now - began, now - self._folded_at) if summed else IDLE_S)

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


def rest_s(took_s: float, quiet_for_s: float) -> float:
    """How long to rest after what took so long, if the last facts were folded so long ago."""
    return took_s * (REST if quiet_for_s >= QUIET_S else REST_BESIDE)
