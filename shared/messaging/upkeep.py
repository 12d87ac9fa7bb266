"""How is a service doing?

Its outbox, what waits, its dead letters and its lag, measured every few seconds.
"""

import asyncio
from collections.abc import Sequence

import structlog

from shared.database.rows import fetch
from shared.messaging import counting, positions, probing
from shared.messaging.desk import Bench
from shared.messaging.liveness import Stillness
from shared.messaging.made_anew import MadeAnew
from shared.messaging.offsets import Offsets
from shared.messaging.outbox import LEFT, UNPUBLISHED
from shared.messaging.topics import INBOUND_SERVICES, inbound_pattern, unit_of
from shared.observability import metrics

log = structlog.get_logger(__name__)
EVERY_S = 5.0

COUNTS = f"""
SELECT ({LEFT}),
       ({UNPUBLISHED}),
       (SELECT count(*) FROM waiting),
       (SELECT count(*) FROM dead_letters WHERE state = 'open'),
       (SELECT count(DISTINCT (topic, subject)) FROM parked_facts WHERE state = 'parked'),
       (SELECT count(*) FROM stopped_topics)
"""


class Upkeep:
    """Measures one service; `topics` are those it follows."""

    def __init__(
        self, bench: Bench, bootstrap_servers: str, topics: Sequence[str], stillness: Stillness
    ) -> None:
        self._bench = bench
        self._bootstrap = bootstrap_servers
        self._topics = tuple(topics)
        self._stillness = stillness
        self._made_anew = MadeAnew(bench)
        takes_in = bench.service in INBOUND_SERVICES
        self._pattern = inbound_pattern(bench.service) if takes_in else None

    async def run(self) -> None:
        """Never returns."""
        while True:
            try:
                async with Offsets(self._bootstrap) as offsets:
                    while True:
                        await self.measure(offsets)
                        await asyncio.sleep(EVERY_S)
            except Exception as error:
                log.warning("measuring failed", service=self._bench.service, error=error)
                await asyncio.sleep(EVERY_S)

    async def measure(self, offsets: Offsets) -> None:
        """Sets the gauges to what is the case now."""
        bench = self._bench
        await self._stillness.note(bench.engine)
        followed = await offsets.partitions(self._topics, self._pattern)
        # Told at once: of a partition without any leader there is no end, and the rest is not reached.
        metrics.UNDER_REPLICATED.set(offsets.lacking)
        ends = await offsets.ends(followed)
        async with bench.looking.connect() as conn:
            ((rows, oldest, waiting, letters, parked, stopped),) = await fetch(conn, COUNTS)
            standing = await positions.read(conn, ends)
            await probing.measure(conn, bench)
        self._stillness.see(standing, ends)
        inbound = {partition: end for partition, end in ends.items() if partition[0] not in self._topics}
        counting.begin(bench.service, {unit_of(topic) for topic, _ in inbound})
        await self._made_anew.look(offsets, standing, inbound)
        metrics.OUTBOX_ROWS.labels(bench.service).set(rows)
        age = (bench.clock.now() - oldest).total_seconds() if oldest else 0.0
        metrics.OUTBOX_AGE.labels(bench.service).set(max(0.0, age))
        metrics.WAITING_EVENTS.labels(bench.service).set(waiting)
        metrics.DEAD_LETTERS.labels(bench.service).set(letters)
        metrics.PARKED_SUBJECTS.labels(bench.service).set(parked)
        metrics.STOPPED_TOPICS.labels(bench.service).set(stopped)
        for topic in self._topics:
            lag = sum(max(0, end - standing[key]) for key, end in ends.items() if key[0] == topic)
            metrics.CONSUMER_LAG.labels(bench.service, topic).set(lag)
