"""How does a database that was put back take up again what its topic knows? Each fact as it was told.

Its number, its id and its `recordedtime` are those that everyone has read, so that nothing is told twice and
no figure that was given changes. Services do not run meanwhile; one transaction a service, or nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.database.rows import execute
from shared.messaging import ahead, outbox
from shared.messaging.ahead import Told
from shared.messaging.desk import Bench
from shared.messaging.following import Follower, Projection
from shared.messaging.offsets import Offsets
from shared.messaging.outbox import Message
from shared.messaging.positions import Partition
from shared.messaging.reading import records_between

COLUMNS = ("subject", "sequence", "fact_id", "name", "event_id", "came_from", "lost", "taken_up_at")
RECORD, FACT, CONCLUSION = "record", "fact", "conclusion"
"""From the sender's own record, whole; from the fact alone, without what a fact never has; our own words."""
NUMBER = (
    "INSERT INTO subjects (subject, last_sequence) "
    "SELECT s, n FROM unnest($1::text[], $2::bigint[]) AS w(s, n) ORDER BY s "
    "ON CONFLICT (subject) DO UPDATE SET last_sequence = excluded.last_sequence"
)


@dataclass(frozen=True, slots=True)
class Retaken:
    """A fact that the database has again."""

    told: Told
    came_from: str
    lost: tuple[str, ...] = ()
    """What nobody knows any more."""

    def says(self) -> dict[str, Any]:
        """As JSON."""
        fact = self.told.fact
        return {
            "subject": fact.subject, "sequence": fact.sequence, "name": fact.name, "fact_id": fact.id,
            "event_id": fact.event_id, "came_from": self.came_from, "lost": list(self.lost),
        }  # fmt: skip


@dataclass(slots=True)
class TakenUp:
    """What became of one service: what it has again, what is gone, and what is now said otherwise."""

    service: str
    retaken: list[Retaken] = field(default_factory=list[Retaken])
    decided_again: list[str] = field(default_factory=list[str])
    """Records that were decided before and whose outcome nobody was told in the end: decided anew."""
    differing: list[str] = field(default_factory=list[str])
    """What somebody was told and no longer is so; for an operator to look at."""

    @property
    def lost(self) -> list[Retaken]:
        """What came back without something."""
        return [one for one in self.retaken if one.lost]


async def follow_to_the_end(bench: Bench, projection: Projection, servers: str, offsets: Offsets) -> None:
    """Works in what the others have told, up to where their topics end now."""
    follower = Follower(bench, projection)
    partitions = await offsets.partitions(projection.topics)
    begins = await follower.assigned(partitions)
    async for records in records_between(servers, begins, await offsets.ends(partitions)):
        await follower.take(records)


async def keep(
    conn: AsyncConnection,
    bench: Bench,
    retaken: Sequence[Retaken],
    ends: Mapping[Partition, int],
    now: datetime,
) -> None:
    """The facts are ours again: their numbers are given away, and they are published already.

    To be called before anything else is put into the outbox in this transaction.
    """
    told = [one.told for one in retaken]
    last = {each.fact.subject: each.fact.sequence for each in told}
    await execute(conn, NUMBER, list(last), list(last.values()))
    messages = [Message(bench.facts_topic, each.fact.subject, each.record.value or b"") for each in told]
    await outbox.put(conn, messages, now)
    await execute(conn, outbox.MARK_OURS, now)
    rows = [(*_row(one), now) for one in retaken]
    await insert_rows(conn, bench.tables.taken_up, COLUMNS, rows)
    await ahead.reach(conn, ends)


def moment(bench: Bench, told: Iterable[Told]) -> datetime:
    """Now, and never before anything that was told: what is decided anew is recorded after it."""
    for each in told:
        bench.clock.not_before(each.fact.recorded_at)
    return bench.clock.now()


def _row(one: Retaken) -> tuple[Any, ...]:
    fact = one.told.fact
    return (fact.subject, fact.sequence, fact.id, fact.name, fact.event_id, one.came_from, list(one.lost))


def conclusions(told: Iterable[Told]) -> list[Retaken]:
    """Facts that nobody sent: the service's own words."""
    return [Retaken(each, CONCLUSION) for each in told]
