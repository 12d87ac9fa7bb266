"""How long is kept what a sender sent and nobody took in? 90 days, as on its topic: it may name people.

What was accepted is an act and stays. Of what was rejected the receipt stays; of a dead letter that was
seen to, where it lay and what became of it. Their bytes go, those that were put on the letters' topic too.
"""

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from shared.database.rows import execute
from shared.messaging.desk import Bench
from shared.messaging.topics import DEAD_LETTERS

log = structlog.get_logger(__name__)
KEPT: Final = timedelta(days=90)
EVERY_S = 3600.0
A_STEP = 1_000
"""Rows a statement: nobody waits for the locks of a year."""

REJECTED = (
    "UPDATE receipts SET original = NULL WHERE ctid = ANY (ARRAY("
    "SELECT ctid FROM receipts "
    "WHERE original IS NOT NULL AND outcome = 'rejected' AND recorded_at < $1 LIMIT $2))"
)
SETTLED = (
    "UPDATE dead_letters SET key = NULL, value = NULL, headers = NULL, event = NULL WHERE ctid = ANY (ARRAY("
    "SELECT ctid FROM dead_letters "
    "WHERE num_nonnulls(key, value, headers, event) > 0 AND state <> 'open' AND settled_at < $1 LIMIT $2))"
)
PUT = (
    "UPDATE outbox SET headers = NULL, payloads = ARRAY("
    f"SELECT CASE r.topic WHEN '{DEAD_LETTERS}' THEN '' ELSE r.payload END "
    "FROM unnest(topics, payloads) WITH ORDINALITY AS r(topic, payload, nth) ORDER BY r.nth"
    ") WHERE ctid = ANY (ARRAY("
    "SELECT ctid FROM outbox "
    "WHERE headers IS NOT NULL AND recorded_at < $1 AND published_at < $1 LIMIT $2))"
)
"""Also of a letter that is open: its own row has it. Without headers it is not looked at again."""


class Forgetting:
    """Empties what is past its days in one service's database; several at once do no harm."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def run(self) -> None:
        """Never returns."""
        while True:
            try:
                gone = await self.once()
                if gone:
                    log.info("originals past their days were emptied", service=self._bench.service, rows=gone)
            except Exception as error:
                log.warning("originals can't be emptied yet", service=self._bench.service, error=error)
            await asyncio.sleep(EVERY_S)

    async def once(self) -> int:
        """How many rows were emptied."""
        before = self._bench.clock.now() - KEPT
        gone = 0
        for statement in (REJECTED, SETTLED, PUT):
            emptied = A_STEP
            while emptied == A_STEP:
                async with self._bench.engine.begin() as conn:
                    emptied = await execute(conn, statement, before, A_STEP)
                gone += emptied
        return gone
