"""Does everything fail on a topic? The fault is ours: it is stopped, instead of setting its stream aside.

So many failures in a row, with nothing decided after them, stop the topic. After a pause one record is tried:
if it is decided, the topic goes on; if not, it is set aside and the next pause is twice as long.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.rows import execute
from shared.messaging.inbound import Record
from shared.messaging.positions import Standing

log = structlog.get_logger(__name__)
LIMIT = 10
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 300.0

STOP = (
    "INSERT INTO stopped_topics (topic, cause, failures, stopped_at) VALUES ($1, $2, $3, now()) "
    "ON CONFLICT (topic) DO UPDATE SET cause = excluded.cause, failures = excluded.failures"
)
GO_ON = "DELETE FROM stopped_topics WHERE topic = ANY($1)"

Told = Sequence[tuple[Record, str | None]]
"""Records in order: None where one was decided, the cause where we failed on it."""


class Tripped(Exception):
    """Everything fails on these topics, from these records on: nothing of them may be committed."""

    def __init__(self, since: Mapping[str, Record]) -> None:
        super().__init__(f"everything fails on {', '.join(sorted(since))}")
        self._since = since

    def before(self, records: Sequence[Record]) -> list[Record]:
        """The records that were handed out before the failures began."""
        left: list[Record] = []
        stopped: set[str] = set()
        for record in records:
            if record == self._since.get(record.topic):
                stopped.add(record.topic)
            if record.topic not in stopped:
                left.append(record)
        return left


class Halted(Exception):
    """Some records were not taken: their partitions go back, and these topics rest for so many seconds."""

    def __init__(self, resting: Mapping[str, float]) -> None:
        super().__init__(f"{len(resting)} topics are stopped")
        self.resting = resting


@dataclass(slots=True)
class Stop:
    """A topic that is stopped."""

    cause: str
    failures: int
    pause_s: float
    until: float


class Breaker:
    """Counts one consumer's failures by topic."""

    def __init__(
        self, service: str, limit: int = LIMIT, pause_s: float = FIRST_PAUSE_S,
        tick: Callable[[], float] = monotonic,
    ) -> None:  # fmt: skip
        self._service, self._limit, self._pause_s, self._tick = service, limit, pause_s, tick
        self._runs: dict[str, int] = {}
        self.stopped: dict[str, Stop] = {}
        self._noting = asyncio.Lock()

    def admit(self, records: Sequence[Record]) -> list[Record]:
        """What may be tried now: nothing of a topic that rests, one record of one whose pause is over."""
        left: list[Record] = []
        tried: set[str] = set()
        for record in records:
            stop = self.stopped.get(record.topic)
            if stop and (stop.until > self._tick() or record.topic in tried):
                continue
            tried.add(record.topic)
            left.append(record)
        return left

    def weigh(self, told: Told) -> dict[str, tuple[int, str]]:
        """Failures in a row at the end of each topic, to be kept after the commit; Tripped if too many."""
        runs = {record.topic: (self._runs.get(record.topic, 0), "") for record, _ in told}
        since: dict[str, Record] = {}
        for record, cause in told:
            if cause is None:
                runs[record.topic] = 0, ""
                since.pop(record.topic, None)
            else:
                runs[record.topic] = runs[record.topic][0] + 1, cause
                since.setdefault(record.topic, record)
        tripped = {
            topic: since[topic]
            for topic, (run, _) in runs.items()
            if run >= self._limit and topic in since and topic not in self.stopped
        }
        for topic in tripped:
            self._stop(topic, runs[topic][1], runs[topic][0], self._pause_s)
        if tripped:
            raise Tripped(tripped)
        return runs

    def keep(self, runs: Mapping[str, tuple[int, str]]) -> None:
        """These runs were committed: a try that went well lets its topic go on, another prolongs its rest."""
        for topic, (run, cause) in runs.items():
            stop = self.stopped.get(topic)
            self._runs[topic] = run
            if stop and not run:
                del self.stopped[topic]
                log.warning("a topic goes on", service=self._service, topic=topic)
            elif stop:
                self._stop(topic, cause, run, min(stop.pause_s * 2, LONGEST_PAUSE_S))

    def _stop(self, topic: str, cause: str, failures: int, pause_s: float) -> None:
        self.stopped[topic] = Stop(cause, failures, pause_s, self._tick() + pause_s)
        log.error(
            "a topic is stopped: everything on it fails", service=self._service, topic=topic, cause=cause,
            failures=failures, next_try_s=pause_s,
        )  # fmt: skip

    def resting(self, topics: Iterable[str]) -> dict[str, float]:
        """Which of these topics are stopped, and in how many seconds the next record is tried."""
        now = self._tick()
        return {
            topic: max(0.0, self.stopped[topic].until - now)
            for topic in sorted(set(topics))
            if topic in self.stopped
        }

    async def note(self, engine: AsyncEngine, topics: Iterable[str]) -> None:
        """Writes down how these topics stand, for readiness and `drain`.

        What is stopped is written down again and again (upkeep.py): another replica that is given partitions
        of the topic does not know, and clears what it takes for the word of one that is gone.
        """
        wanted = sorted(set(topics))
        # One after the other: who says later that a topic goes on has the last word.
        async with self._noting, engine.begin() as conn:
            for topic in wanted:
                stop = self.stopped.get(topic)
                if stop:
                    await execute(conn, STOP, topic, stop.cause, stop.failures)
            await execute(conn, GO_ON, [topic for topic in wanted if topic not in self.stopped])


async def guarded(
    breaker: Breaker,
    engine: AsyncEngine,
    standing: Standing,
    records: Sequence[Record],
    work: Callable[[Sequence[Record]], Awaitable[None]],
) -> None:
    """Runs `work` on what may be tried now; Halted if that was not all, or not all of it was done."""
    before, admitted = set(breaker.stopped), breaker.admit(records)
    while admitted:
        try:
            await work(admitted)
            break
        except Tripped as tripped:
            admitted = standing.undecided(tripped.before(admitted))
    if before or breaker.stopped:
        await breaker.note(engine, {*before, *breaker.stopped})
    if standing.undecided(records):
        raise Halted(breaker.resting(record.topic for record in records))
