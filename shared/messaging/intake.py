"""How do agencies' records become decisions?

Judged at the gate, decided in one transaction with their positions.
"""

from collections.abc import Sequence
from time import monotonic

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.begun import begun
from shared.messaging import dead_letters, inbox, outbox, positions, receipts, subjects
from shared.messaging.batches import passes, persist
from shared.messaging.breaker import Breaker, Told, guarded
from shared.messaging.counting import count, count_dead_letter
from shared.messaging.dead_letters import DeadLetter, cause_of
from shared.messaging.desk import Shop
from shared.messaging.inbound import DeadLettered, Duplicate, Inbound, Patience, Record, Waiting
from shared.messaging.pace import Turn
from shared.messaging.portions import Portions
from shared.messaging.positions import Partition, Skipped, Standing
from shared.messaging.receipts import Receipt
from shared.messaging.transaction import Judged, Settlement, settle
from shared.observability import metrics

log = structlog.get_logger(__name__)


class Intake:
    """Takes in batches of inbound records; `standing`: where it believes its partitions to stand."""

    def __init__(self, shop: Shop, breaker: Breaker | None = None) -> None:
        self._shop = shop
        self.standing = Standing()
        self.breaker = breaker or Breaker(shop.service)
        self.portions = Portions()

    async def assigned(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """These partitions are ours now: where to begin, as the database has it."""
        async with self._shop.engine.connect() as conn:
            found = await positions.read(conn, partitions)
        self.standing.know(found)
        self.standing.assigned = True
        await self.breaker.note(self._shop.engine, (topic for topic, _ in partitions))
        return found

    async def take(self, records: Sequence[Record]) -> None:
        """Decides every record once; Fenced, Skipped or Halted if it must go back to where it stands."""
        fresh, began = self.standing.fresh(records), monotonic()
        while fresh:
            portion, fresh = self.portions.cut(fresh)
            before = monotonic()
            await guarded(self.breaker, self._shop.engine, self.standing, portion, self._persist)
            now = monotonic()
            self.portions.took(len(portion), now - before)
            if fresh and now - began >= self.portions.enough_s:
                raise Skipped(f"{len(fresh)} records come again, beside what has come meanwhile")

    async def _persist(self, records: Sequence[Record]) -> None:
        await persist(self._shop, records, self._decide, self._set_aside)

    async def _decide(self, records: Sequence[Record]) -> None:
        shop = self._shop
        # Before anybody else has a turn: what is decided elsewhere meanwhile is refused by its position.
        covered = self.standing.stretches(records)
        async with shop.looking.connect() as conn:
            await shop.renew(conn)
        judged, broken = await self._judge(records)
        with metrics.BATCH_SECONDS.labels(shop.service, "inbound").time():
            async with begun(shop.looking) as conn:
                await positions.advance(conn, covered)
                done = await settle(conn, shop, judged)
                runs = self.breaker.weigh(in_order(records, told(done), broken))
                for record, error in broken:
                    await bury(conn, shop, record, error, None)
        self.standing.know({(s.topic, s.partition): s.until for s in covered})
        self.breaker.keep(runs)
        count(shop.service, done)
        shop.wake()

    async def _judge(self, records: Sequence[Record]) -> tuple[list[Judged], list[tuple[Record, Exception]]]:
        """Every record after the gate, and those that the gate failed on."""
        shop, turn, now = self._shop, Turn(), self._shop.clock.now()
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
            if turn.over():
                await turn.pass_on()
        return judged, broken

    async def _set_aside(self, record: Record, error: BaseException) -> None:
        """The database won't take what this record leads to: a dead letter, and on."""
        runs = self.breaker.weigh([(record, cause_of(error))])
        async with self._shop.engine.begin() as conn:
            covered = self.standing.stretches([record])
            await positions.advance(conn, covered)
            await bury(conn, self._shop, record, error, await self._holding(conn, record))
        self.standing.know({(s.topic, s.partition): s.until for s in covered})
        self.breaker.keep(runs)
        self._shop.wake()

    async def _holding(self, conn: AsyncConnection, record: Record) -> Inbound | None:
        """The event in the record, its subject locked and its id taken; None if it is none, or a repeat."""
        shop = self._shop
        try:
            found = shop.gate.judge(record, shop.clock.now())
            if not isinstance(found, Inbound):
                return None
            # What the database does not take may be this as well: then the bytes are kept, and no more.
            async with conn.begin_nested():
                await subjects.lock(conn, [found.subject])
                return found if await inbox.take_free(conn, shop.tables.inbox, found) else None
        except Exception as error:
            if passes(error):
                raise
            return None


async def bury(
    conn: AsyncConnection,
    shop: Shop,
    record: Record,
    error: BaseException,
    event: Inbound | None,
    *,
    final: bool = False,
) -> None:
    """A dead letter of this record, and its receipt (`final`: in the place of a `waiting`).

    `event`: what it says, if it holds its id in the inbox and its subject is locked.
    """
    now = shop.clock.now()
    letter = DeadLetter(record, "the record could not be decided", cause_of(error), event)
    messages = await dead_letters.write(conn, shop.tables.dead_letters, shop.service, [letter], now)
    said = (event.event_id, event.name) if event else (None, None)
    receipt = Receipt(record, *said, DeadLettered(letter.cause))
    messages += await receipts.write(conn, shop.tables.receipts, [receipt], now, final=final)
    await outbox.put(conn, messages, now)
    count_dead_letter(shop.service, record, event)


def told(done: Settlement) -> list[tuple[Record, str | None]]:
    """Which records were decided, which we failed on; a repeat, or one that no handler saw, says neither."""
    found: list[tuple[Record, str | None]] = []
    for judged, outcome in done.outcomes:
        if judged.record is None or not isinstance(judged.found, Inbound):
            continue
        match outcome:
            case DeadLettered(cause):
                found.append((judged.record, cause))
            case Duplicate() | Waiting(patience=Patience.MENDING):
                continue
            case _:
                found.append((judged.record, None))
    return found


def in_order(records: Sequence[Record], decided: Told, broken: Sequence[tuple[Record, Exception]]) -> Told:
    """What is told of the decided ones and of those that the gate failed on, in the order of `records`."""
    if not broken:
        return decided
    said = {record.place: cause for record, cause in decided}
    said |= {record.place: cause_of(error) for record, error in broken}
    return [(record, said[record.place]) for record in records if record.place in said]
