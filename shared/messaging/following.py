"""How does a service learn of another? It follows its facts, each subject in sequence, each fact once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.begun import begun
from shared.database.bulk import insert_rows
from shared.messaging import positions, probing, sequence
from shared.messaging.batches import persist
from shared.messaging.breaker import Breaker, guarded
from shared.messaging.dead_letters import cause_of
from shared.messaging.desk import Bench
from shared.messaging.facts import Followed, decode
from shared.messaging.inbound import Record
from shared.messaging.lanes import apart, side_by_side
from shared.messaging.positions import Partition, Standing
from shared.messaging.sequence import PARKED_COLUMNS, Sorted, Stream, StreamKey
from shared.messaging.topics import PROBES
from shared.messaging.transaction import ACT_COLUMNS
from shared.observability import metrics


class Projection(Protocol):
    """What a service makes of the facts it follows."""

    @property
    def topics(self) -> Sequence[str]:
        """The topics it follows."""
        ...

    @property
    def passes_over(self) -> Sequence[str]:
        """Kinds of subject whose facts it has no use for: they are neither read nor counted."""
        ...

    @property
    def leaves_out(self) -> Sequence[str]:
        """Fields of an act's data that nothing is folded from: they are not kept here."""
        ...

    def keeps(self, fact: Followed) -> bool:
        """Should the fact be kept among the acts this service folds from?"""
        ...

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        """Works new facts, in order, into the service's rows: one statement a table."""
        ...


class Follower:
    """Follows topics of facts into one service's database."""

    def __init__(
        self, bench: Bench, projection: Projection, breaker: Breaker | None = None, *, lanes: int = 1
    ) -> None:
        """`lanes`: how many transactions of a large batch may be open at once."""
        self._bench = bench
        self._lanes = lanes
        self._projection = projection
        self._passed_over = tuple(f"{kind}/".encode() for kind in projection.passes_over)
        self.standing = Standing()
        self.breaker = breaker or Breaker(bench.service)

    async def assigned(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """These partitions are ours now: where to begin, as the database has it."""
        async with self._bench.engine.connect() as conn:
            found = await positions.read(conn, partitions)
        self.standing.know(found)
        self.standing.assigned = True
        await self.breaker.note(self._bench.engine, (topic for topic, _ in partitions))
        return found

    async def take(self, records: Sequence[Record]) -> None:
        """Works every record in once; Fenced, Skipped or Halted if it must go back to where it stands."""
        fresh = self.standing.fresh(records)
        # A stopped topic is tried with one record, and what fails is found by halves: one after the other.
        lanes = [] if self.breaker.stopped else apart(fresh, self._lanes)
        if len(lanes) > 1:
            if await side_by_side(lanes, self._follow):
                return
            fresh = self.standing.undecided(fresh)
        if fresh:
            await guarded(self.breaker, self._bench.engine, self.standing, fresh, self._persist)

    async def _persist(self, records: Sequence[Record]) -> None:
        await persist(self._bench, records, self._follow, self._set_aside)

    async def _follow(self, records: Sequence[Record]) -> None:
        bench, now = self._bench, self._bench.clock.now()
        # A fact's key is its subject: what is passed over is told by it, unread.
        decoded = [
            (record, decode(record))
            for record in records
            if record.topic != PROBES and not (record.key and record.key.startswith(self._passed_over))
        ]
        covered = self.standing.stretches(records)
        with metrics.BATCH_SECONDS.labels(bench.service, "facts").time():
            async with begun(bench.looking) as conn:
                await positions.advance(conn, covered)
                streams = await sequence.streams_of(conn, sequence.keys_of(decoded))
                found = sequence.in_sequence(decoded, streams, now)
                await self._write(conn, found, streams, now)
                await probing.follow(conn, [r for r in records if r.topic == PROBES], now)
        self.standing.know({(s.topic, s.partition): s.until for s in covered})
        went_well = {fact.topic for fact in found.fresh}
        # One of each topic tells as much as all: nothing failed here.
        told = {record.topic: (record, None) for record in records if record.topic in went_well}
        self.breaker.keep(self.breaker.weigh([*told.values()]))
        bench.wake()

    async def _write(
        self, conn: AsyncConnection, found: Sorted, streams: Mapping[StreamKey, Stream], now: datetime
    ) -> None:
        await work_in(conn, self._bench, self._projection, found, streams, now)

    async def _set_aside(self, record: Record, error: BaseException) -> None:
        """What this service can't work in parks its subject: later facts of it wait, and the alarm sounds."""
        runs = self.breaker.weigh([(record, cause_of(error))])
        now = self._bench.clock.now()
        fact = decode(record)
        covered = self.standing.stretches([record])
        async with self._bench.engine.begin() as conn:
            await positions.advance(conn, covered)
            streams = await sequence.streams_of(conn, sequence.keys_of([(record, fact)]))
            parked = [sequence.parked_row(record, fact, cause_of(error), now)]
            if fact is not None:
                stream = streams[fact.topic, fact.subject]
                stream.parked = stream.changed = True
            await self._write(conn, Sorted([], parked), streams, now)
        self.standing.know({(s.topic, s.partition): s.until for s in covered})
        self.breaker.keep(runs)


async def work_in(
    conn: AsyncConnection,
    bench: Bench,
    projection: Projection,
    found: Sorted,
    streams: Mapping[StreamKey, Stream],
    now: datetime,
) -> None:
    """Writes what of a batch is next of its subjects, and what is to be held back."""
    left_out = frozenset(projection.leaves_out)
    rows = [
        (
            f.subject, f.sequence, f.topic, f.name, f.time, f.unit_id, f.event_id,
            {name: value for name, value in f.data.items() if name not in left_out}, f.recorded_at, f.id,
        )
        for f in found.fresh
        if projection.keeps(f)
    ]  # fmt: skip
    await insert_rows(conn, bench.tables.acts, ACT_COLUMNS, rows)
    if found.fresh:
        await projection.apply(conn, found.fresh, now)
    await sequence.keep(conn, bench.tables.followed, streams)
    await insert_rows(conn, bench.tables.parked_facts, PARKED_COLUMNS, found.parked)
