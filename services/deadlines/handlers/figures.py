"""What does the city ask about, in figures? Overdue answers by unit, open deadlines by kind."""

import asyncio

import structlog

from services.deadlines.store import queries
from shared.clock import local_date
from shared.events.deadlines import DeadlineKind
from shared.messaging.desk import Bench
from shared.messaging.law import Laws
from shared.observability import metrics

log = structlog.get_logger(__name__)
EVERY_S = 5.0


class Figures:
    """Sets the gauges of deadlines; every replica reads the same."""

    def __init__(self, bench: Bench, laws: Laws) -> None:
        self._bench = bench
        self._laws = laws
        self._units: set[str] = set()

    async def run(self) -> None:
        """Never returns."""
        while True:
            try:
                await self.measure()
            except Exception as error:
                log.warning("measuring failed", service=self._bench.service, error=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def measure(self) -> None:
        """Reads once and sets the gauges."""
        now = self._bench.clock.now()
        async with self._bench.engine.connect() as conn:
            overdue = await queries.overdue_by_unit(conn, now)
            open_ = await queries.open_by_kind(conn, now)
        self._units |= set(overdue)
        for unit in self._units:
            # What is answered goes to 0: a series that vanished would look like nobody was looking.
            count, oldest = overdue.get(unit, (0, None))
            metrics.OVERDUE_PETITIONS.labels(unit).set(count)
            late = self._laws.current.calendar.count(oldest, local_date(now)) if oldest else 0
            metrics.OLDEST_OVERDUE.labels(unit).set(late)
        for kind in DeadlineKind:
            metrics.OPEN_DEADLINES.labels(kind.value).set(open_.get(kind.value, 0))
