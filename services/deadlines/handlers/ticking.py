"""Who says that a deadline is overdue or soon will be, and when? One ticker, up to where all is known (R11).

It never accuses falsely: notices and petitions must both promise that moment, this service must have followed
them that far, and nothing that touches the deadline may be left to fold.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic

import structlog

from services.deadlines.handlers import announcing, reminding
from services.deadlines.handlers.law import yearly_units
from services.deadlines.store import marks, overdue
from shared.messaging import outbox, positions, subjects
from shared.messaging.desk import Bench
from shared.messaging.lanes import to_their_end
from shared.messaging.law import Laws
from shared.messaging.leader import leading
from shared.messaging.positions import Partition
from shared.messaging.set_aside import NOTHING, SetAside
from shared.observability import metrics

log = structlog.get_logger(__name__)
EVERY_S, SOON_S = 1.0, 0.25
SILENCE_S = 60.0
"""Without a promise for this long it is said loudly: nobody is told anything meanwhile."""
AT_ONCE = 10_000
"""Overdue deadlines that are looked for at once."""
WORTH_SHARING = 1_000
"""Of so many subjects half is told in one transaction, half in another beside it."""

Promise = Callable[[], tuple[datetime, Mapping[Partition, int]] | None]
"""The moment before which all taking services know everything, and where their facts then end."""


class Ticker:
    """Tells what is overdue; any number of replicas may run, one leads."""

    def __init__(
        self, bench: Bench, promise: Promise, laws: Laws, aside: Callable[[], SetAside] = lambda: NOTHING
    ) -> None:
        """`aside`: of whom the promise says nothing, asked in the same moment."""
        self._bench = bench
        self._promise = promise
        self._aside = aside
        self._laws = laws
        self._until = bench.clock.now()

    async def run(self) -> None:
        """Never returns."""
        while True:
            try:
                async with leading(self._bench.engine, "ticker:deadlines", lambda: metrics.TICKER_AGE.set(0)):
                    await self.begin()
                    await self._lead()
            except Exception as error:
                log.warning("the ticker starts again", error=type(error).__name__, exc_info=error)
                await asyncio.sleep(EVERY_S)

    async def begin(self) -> None:
        """Marks the units whose yearly obligations were never reckoned (R4)."""
        async with self._bench.engine.begin() as conn:
            law = await self._laws.renew(conn)
            units = yearly_units(law.registry, self._bench.clock.now())
            await marks.mark_new_units(conn, units)
        self._bench.wake()

    async def _lead(self) -> None:
        ticked, said = monotonic(), 0.0
        while True:
            told = await self.tick()
            if told is not None:
                ticked = monotonic()
            metrics.TICKER_AGE.set(max(0.0, (self._bench.clock.now() - self._until).total_seconds()))
            if monotonic() - max(ticked, said) >= SILENCE_S:
                said = monotonic()
                log.error(
                    "nothing is told to be overdue: the promises of notices and petitions, or the facts they "
                    "promise, do not arrive", seconds=round(said - ticked),
                )  # fmt: skip
            # What was promised just now may have to be followed yet: that is not left to the next promise.
            await asyncio.sleep(EVERY_S if told is not None else SOON_S)

    async def tick(self) -> int | None:
        """Tells what is overdue or approaches at the promised moment; how many, None without a promise."""
        promise = self._promise()
        if promise is None:
            return None
        (until, ends), aside = promise, self._aside()
        bench = self._bench
        async with bench.engine.begin() as conn:
            standing = await positions.read(conn, ends)
            if any(standing[partition] < end for partition, end in ends.items()):
                return None
            woken = await overdue.wake(conn, until)
        told = 0
        for tell in (self._tell, self._remind):
            while found := await tell(until, aside):
                told += found
        async with bench.engine.begin() as conn:
            await overdue.note_tick(conn, until, bench.clock.now())
        self._until = until
        if told or woken:
            bench.wake()
        return told

    async def _tell(self, until: datetime, aside: SetAside) -> int:
        """Finds what is to be told, and tells it: while one transaction waits, another puts into words."""
        async with self._bench.engine.begin() as conn:
            ready = await overdue.readiness(conn, until, aside)
            found = await overdue.candidates(conn, ready, AT_ONCE)
        apart = [
            self._tell_of({subject: found[subject] for subject in share}, until, aside)
            for share in _shares(sorted(found))
        ]
        return sum(await to_their_end(*apart))

    async def _tell_of(self, found: Mapping[str, int], until: datetime, aside: SetAside) -> int:
        """One transaction: locks these subjects, takes what is due of them under the lock, publishes."""
        bench = self._bench
        async with bench.engine.begin() as conn:
            ready = await overdue.readiness(conn, until, aside)
            numbers = await subjects.reserve(conn, found)
            now = bench.clock.now()
            taken = await overdue.take(conn, ready, found, now)
            facts = [announcing.overdue(row, numbers, now) for row in taken]
            await numbers.write(conn)
            messages = [fact.message(bench.service, bench.facts_topic) for fact in facts]
            await outbox.put(conn, messages, now)
        return len(taken)

    async def _remind(self, until: datetime, aside: SetAside) -> int:
        return await reminding.remind(self._bench, until, aside, self._laws, AT_ONCE)


def _shares(found: Sequence[str]) -> list[Sequence[str]]:
    """Of many subjects two shares, of few one; none of none."""
    half = len(found) // 2 if len(found) >= WORTH_SHARING else len(found)
    return [share for share in (found[:half], found[half:]) if share]
