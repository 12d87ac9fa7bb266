"""How do agencies' records become decisions?

Judged at the gate, decided in one transaction with their positions.
"""

from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging import dead_letters, outbox, positions, receipts
from shared.messaging.batches import persist
from shared.messaging.dead_letters import DeadLetter, cause_of
from shared.messaging.desk import Shop
from shared.messaging.inbound import DeadLettered, Record
from shared.messaging.positions import Partition, Standing
from shared.messaging.receipts import Receipt, outcome_name
from shared.messaging.transaction import Judged, Settlement, settle
from shared.observability import metrics

log = structlog.get_logger(__name__)


class Intake:
    """Takes in batches of inbound records; `standing`: where it believes its partitions to stand."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.standing = Standing()

    async def assigned(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """These partitions are ours now: where to begin, as the database has it."""
        async with self._shop.engine.connect() as conn:
            found = await positions.read(conn, partitions)
        self.standing.know(found)
        return found

    async def take(self, records: Sequence[Record]) -> None:
        """Decides every record once; positions.Fenced or Skipped if it must go back to where it stands."""
        fresh = self.standing.fresh(records)
        if fresh:
            await persist(self._shop, fresh, self._decide, self._set_aside)

    async def _decide(self, records: Sequence[Record]) -> None:
        shop = self._shop
        now = shop.clock.now()
        judged: list[Judged] = []
        broken: list[tuple[Record, Exception]] = []
        for record in records:
            try:
                judged.append(Judged(record, shop.gate.judge(record, now)))
            except Exception as error:
                log.exception(
                    "judging a record failed", service=shop.service, topic=record.topic, offset=record.offset
                )
                broken.append((record, error))
        covered = self.standing.stretches(records)
        with metrics.BATCH_SECONDS.labels(shop.service, "inbound").time():
            async with shop.engine.begin() as conn:
                await positions.advance(conn, covered)
                done = await settle(conn, shop, judged)
                for record, error in broken:
                    await self._bury(conn, record, error)
        self.standing.know({(s.topic, s.partition): s.until for s in covered})
        count(shop.service, done)
        shop.wake()

    async def _set_aside(self, record: Record, error: BaseException) -> None:
        """The database won't take what this record leads to: a dead letter, and on."""
        async with self._shop.engine.begin() as conn:
            covered = self.standing.stretches([record])
            await positions.advance(conn, covered)
            await self._bury(conn, record, error)
        self.standing.know({(s.topic, s.partition): s.until for s in covered})
        self._shop.wake()

    async def _bury(self, conn: AsyncConnection, record: Record, error: BaseException) -> None:
        shop, now = self._shop, self._shop.clock.now()
        letter = DeadLetter(record, "the record could not be decided", cause_of(error))
        messages = await dead_letters.write(conn, shop.tables.dead_letters, shop.service, [letter], now)
        receipt = Receipt(record, None, None, DeadLettered(letter.cause))
        messages += await receipts.write(conn, shop.tables.receipts, [receipt], now)
        await outbox.put(conn, shop.tables.outbox, messages, now)
        metrics.EVENTS.labels(shop.service, "unknown", receipts.DEAD_LETTERED).inc()


def count(service: str, done: Settlement) -> None:
    """Events by type and outcome; types an agency invented count as one."""
    for judged, outcome in done.outcomes:
        event = judged.found
        name = getattr(event, "name", None) or "unknown"
        metrics.EVENTS.labels(service, name, outcome_name(outcome)).inc()
