"""How do facts that were held back go on? By the worker that follows them: a subject's all at once, in order.

An operator asks for it (operators_queue.py), when the missing fact has come or the fault is mended.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute, fetch
from shared.messaging import sequence
from shared.messaging.batches import passes
from shared.messaging.dead_letters import cause_of
from shared.messaging.desk import Bench
from shared.messaging.facts import decode
from shared.messaging.following import Projection, work_in
from shared.messaging.inbound import Place, Record
from shared.messaging.mending import AT_ONCE, DISCARD, LOOK_EVERY_S
from shared.messaging.sequence import NOT_A_FACT, UNKNOWN_TYPE, Sorted, StreamKey

log = structlog.get_logger(__name__)

_FOUND = 'SELECT f.topic, f.partition, f."offset", f.subject, f.value, f.asked FROM parked_facts f '
_AT = "unnest($1::text[], $2::int[], $3::bigint[]"
_SAME = 'f.topic = w.t AND f.partition = w.p AND f."offset" = w.o'
ASKED = _FOUND + "WHERE f.state = 'parked' AND f.asked IS NOT NULL ORDER BY 1, 2, 3 LIMIT $1"
TAKE = (
    f"{_FOUND} JOIN {_AT}) AS w(t, p, o) ON {_SAME} "
    "WHERE f.state = 'parked' AND f.asked IS NOT NULL ORDER BY 1, 2, 3 FOR UPDATE OF f"
)
LOCK = (
    "SELECT p.partition FROM positions p JOIN (SELECT DISTINCT t, n FROM unnest($1::text[], $2::int[]) "
    "AS u(t, n)) w ON p.topic = w.t AND p.partition = w.n ORDER BY p.topic, p.partition FOR UPDATE OF p"
)
OF_STREAMS = (
    f"{_FOUND} JOIN unnest($1::text[], $2::text[]) AS w(t, s) ON f.topic = w.t AND f.subject = w.s "
    "WHERE f.state = 'parked' ORDER BY f.topic, f.subject, f.sequence, f.\"offset\""
)
SETTLED = f"UPDATE parked_facts f SET state = $4, settled_at = $5 FROM {_AT}) AS w(t, p, o) WHERE {_SAME}"
IS_ABOUT = (
    f"UPDATE parked_facts f SET subject = w.s, sequence = w.n FROM {_AT}, $4::text[], $5::bigint[]) "
    f"AS w(t, p, o, s, n) WHERE {_SAME}"
)
AGAIN = (
    "UPDATE parked_facts f SET asked = NULL, attempts = f.attempts + 1, reason = w.r "
    f"FROM {_AT}, $4::text[]) AS w(t, p, o, r) WHERE {_SAME}"
)


UNKNOWN_BEFORE = (
    "UPDATE parked_facts SET asked = 'retry', asked_by = 'a start', asked_at = now() "
    "WHERE state = 'parked' AND asked IS NULL AND reason = $1"
)


class Unparking:
    """Takes up parked facts of one service: that operators asked for, or that it did not know of before."""

    def __init__(self, bench: Bench, projection: Projection) -> None:
        self._bench = bench
        self._projection = projection

    async def run(self) -> None:
        """Never returns."""
        begun = False
        while True:
            try:
                if not begun:
                    await self.begin()
                    begun = True
                worked = await self.once()
            except Exception as error:
                worked = 0
                log.warning("unparking will be tried again", service=self._bench.service, exc_info=error)
            if not worked:
                await asyncio.sleep(LOOK_EVERY_S)

    async def begin(self) -> None:
        """Whatever the version before did not know is tried by this one."""
        async with self._bench.engine.begin() as conn:
            await execute(conn, UNKNOWN_BEFORE, UNKNOWN_TYPE)

    async def once(self, limit: int = AT_ONCE) -> int:
        """Works in what was asked for, up to `limit` records; how many it took up."""
        async with self._bench.looking.connect() as conn:
            rows = await fetch(conn, ASKED, limit)
        streams: dict[StreamKey | Place, list[Place]] = {}
        for topic, partition, offset, subject, _, _ in rows:
            place = (topic, partition, offset)
            streams.setdefault((topic, subject) if subject else place, []).append(place)
        if streams:
            await self._work(list(streams.values()))
        return len(rows)

    async def _work(self, streams: Sequence[Sequence[Place]]) -> None:
        """All streams in one transaction; the one that still can't be worked in is found by halves."""
        try:
            await self._work_in([place for places in streams for place in places])
        except Exception as error:
            if passes(error):
                raise
            if len(streams) > 1:
                await self._work(streams[: len(streams) // 2])
                await self._work(streams[len(streams) // 2 :])
                return
            log.exception("parked facts can't be worked in yet", service=self._bench.service)
            async with self._bench.engine.begin() as conn:
                await _again(conn, dict.fromkeys(streams[0], cause_of(error)))

    async def _work_in(self, places: Sequence[Place]) -> None:
        bench, now = self._bench, self._bench.clock.now()
        async with bench.engine.begin() as conn:
            # Whoever follows these partitions moves their positions first: it waits for us, we for it.
            await fetch(conn, LOCK, [topic for topic, _, _ in places], [number for _, number, _ in places])
            streams = await _streams_asked_for(conn, places, now)
            rows = await fetch(conn, OF_STREAMS, [t for t, _ in streams], [s for _, s in streams])
            decoded = [
                (record, decode(record)) for record in (Record(t, p, o, None, v) for t, p, o, _, v, _ in rows)
            ]
            found = sequence.in_sequence(decoded, streams, now)
            still: dict[Place, str] = {row[:3]: row[5] for row in found.parked}
            await work_in(conn, bench, self._projection, Sorted(found.fresh, []), streams, now)
            gone = [place for place in (tuple(row[:3]) for row in rows) if place not in still]
            await execute(conn, SETTLED, *_columns(gone), "retried", now)
            await _again(conn, still)
        bench.wake()
        log.info(
            "parked facts were taken up", service=bench.service, worked_in=len(gone), still_parked=len(still)
        )


async def _streams_asked_for(
    conn: AsyncConnection, places: Sequence[Place], now: datetime
) -> dict[StreamKey, sequence.Stream]:
    """The streams of these records, no longer held; what is to be discarded is, what is no fact stays."""
    keys: set[StreamKey] = set()
    discarded: list[Place] = []
    strange: list[Place] = []
    about: dict[Place, StreamKey] = {}
    numbers: list[int] = []
    for topic, partition, offset, subject, value, asked in await fetch(conn, TAKE, *_columns(places)):
        place = (topic, partition, offset)
        fact = decode(Record(topic, partition, offset, None, value))
        if subject:
            keys.add((topic, subject))
        if asked == DISCARD:
            discarded.append(place)
        elif fact is None:
            strange.append(place)
        elif not subject:
            # What this service could not read when it came, it can now.
            about[place] = (topic, fact.subject)
            numbers.append(fact.sequence)
    await execute(conn, SETTLED, *_columns(discarded), "discarded", now)
    await execute(conn, IS_ABOUT, *_columns(list(about)), [subject for _, subject in about.values()], numbers)
    await _again(conn, dict.fromkeys(strange, NOT_A_FACT))
    streams = await sequence.streams_of(conn, {*keys, *about.values()})
    for stream in streams.values():
        stream.parked, stream.changed = False, True
    return streams


async def _again(conn: AsyncConnection, reasons: Mapping[Place, str]) -> None:
    """These stay parked, for now for this reason."""
    if reasons:
        await execute(conn, AGAIN, *_columns(list(reasons)), list(reasons.values()))


def _columns(places: Sequence[Place]) -> tuple[list[str], list[int], list[int]]:
    return [t for t, _, _ in places], [p for _, p, _ in places], [o for _, _, o in places]
