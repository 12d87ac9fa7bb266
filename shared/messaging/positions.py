"""Up to where is each partition decided?

Kept with the decisions, moved only by whoever stands where it stands.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute, fetch
from shared.messaging.inbound import Place, Record

Partition = tuple[str, int]

READ = (
    "SELECT p.topic, p.partition, p.next_offset FROM positions p "
    "JOIN unnest($1::text[], $2::int[]) AS w(topic, partition) USING (topic, partition)"
)
CREATE = (
    "INSERT INTO positions (topic, partition, next_offset) "
    "SELECT t, p, 0 FROM unnest($1::text[], $2::int[]) AS w(t, p) ORDER BY t, p ON CONFLICT DO NOTHING"
)
ADVANCE = (
    "UPDATE positions p SET next_offset = w.until "
    "FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) AS w(topic, partition, start, until) "
    "WHERE p.topic = w.topic AND p.partition = w.partition AND p.next_offset = w.start"
)


class Fenced(Exception):
    """Another consumer has decided these partitions meanwhile: what we hold is not ours to decide."""


class Skipped(Exception):
    """The records begin behind where we stand: something between was handed out and not decided."""


class Standing:
    """Where one consumer believes its partitions to stand."""

    def __init__(self) -> None:
        self._next: dict[Partition, int] = {}
        self._holes: dict[Partition, int] = {}
        self._held: Set[Partition] | None = None
        """What Kafka has given us; None as long as nobody gives and takes."""
        self._reaches: Mapping[Place, int] = {}
        self.assigned = False
        """Has Kafka said which partitions are ours, be it none?"""

    def know(self, found: Mapping[Partition, int]) -> None:
        """Takes over what the database says, or a commit has just made true, of what is still ours."""
        held = self._held
        self._next.update(found if held is None else {at: n for at, n in found.items() if at in held})

    def hold(self, partitions: Iterable[Partition]) -> None:
        """These partitions, and no others, are ours now."""
        self._held = frozenset(partitions)
        self.forget([partition for partition in self._next if partition not in self._held])

    def forget(self, partitions: Iterable[Partition]) -> None:
        """These partitions are no longer ours, whatever of them is still being decided."""
        gone = frozenset(partitions)
        self._held = (self._next.keys() if self._held is None else self._held) - gone
        for partition in gone:
            self._next.pop(partition, None)

    def known(self) -> dict[Partition, int]:
        """Where each of our partitions stands."""
        return dict(self._next)

    def fresh(self, records: Sequence[Record]) -> list[Record]:
        """The records not decided yet; Skipped if there is a hole before them that was not seen twice.

        A log may have holes (retention); a consumer that was handed records and failed on them makes one too.
        The first is the same after seeking back, the second is gone.
        """
        fresh = self.undecided(records)
        firsts: dict[Partition, int] = {}
        for record in fresh:
            firsts.setdefault((record.topic, record.partition), record.offset)
        holes = {p: first for p, first in firsts.items() if first > self._next.get(p, 0)}
        new = {p: first for p, first in holes.items() if self._holes.get(p) != first}
        if new:
            self._holes.update(new)
            raise Skipped(f"{len(new)} partitions were handed out with a hole: {sorted(new)[:3]}")
        return fresh

    def undecided(self, records: Sequence[Record]) -> list[Record]:
        """Those of the records that lie behind where we stand, each once and in the order of its partition.

        Who is sent back between two readings of one batch holds the same records twice.
        """
        found = [r for r in records if r.offset >= self._next.get((r.topic, r.partition), 0)]
        after: dict[Partition, int] = {}
        for record in found:
            partition = (record.topic, record.partition)
            if record.offset < after.get(partition, 0):
                return _each_once(found)
            after[partition] = record.offset + 1
        return found

    def reaches(self, until: Mapping[Place, int]) -> None:
        """Behind which places comes no record before which offset: there lie markers of transactions."""
        self._reaches = until

    def stretches(self, records: Sequence[Record]) -> list["Stretch"]:
        """What the records cover, partition by partition, from where we stand to behind the last of each.

        What lies behind that and is no record is covered with it.
        """
        until: dict[Partition, int] = {}
        for record in records:
            until[record.topic, record.partition] = record.offset + 1
        return [
            Stretch(
                topic, partition, self._next.get((topic, partition), 0),
                max(end, self._reaches.get((topic, partition, end), end)),
            )
            for (topic, partition), end in sorted(until.items())
        ]  # fmt: skip


def _each_once(records: Sequence[Record]) -> list[Record]:
    found = {(record.topic, record.partition, record.offset): record for record in records}
    return [found[place] for place in sorted(found)]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of one partition that a batch decides: from where we stand to behind its last record."""

    topic: str
    partition: int
    start: int
    until: int


async def read(conn: AsyncConnection, partitions: Iterable[Partition]) -> dict[Partition, int]:
    """Where each partition stands; 0 for one never decided."""
    wanted = sorted(set(partitions))
    if not wanted:
        return {}
    rows = await fetch(conn, READ, [t for t, _ in wanted], [p for _, p in wanted])
    found: dict[Partition, int] = {(topic, partition): offset for topic, partition, offset in rows}
    return {partition: found.get(partition, 0) for partition in wanted}


async def advance(conn: AsyncConnection, covered: Sequence[Stretch]) -> None:
    """Moves the positions by compare-and-set; Fenced if any stood elsewhere (the transaction must end)."""
    topics = [stretch.topic for stretch in covered]
    partitions = [stretch.partition for stretch in covered]
    starts, ends = [stretch.start for stretch in covered], [stretch.until for stretch in covered]
    moved = await execute(conn, ADVANCE, topics, partitions, starts, ends)
    if moved != len(covered) and 0 in starts:
        # A partition's first records: it has no row yet. Those moved do not stand at their start any more.
        await execute(conn, CREATE, topics, partitions)
        moved += await execute(conn, ADVANCE, topics, partitions, starts, ends)
    if moved != len(covered):
        raise Fenced(f"{len(covered) - moved} of {len(covered)} partitions were decided elsewhere")


async def pass_over(conn: AsyncConnection, empty: Sequence[Stretch]) -> set[Partition]:
    """Moves the positions past what holds no record; returns which stood there. Who decides goes first."""
    topics = [stretch.topic for stretch in empty]
    partitions = [stretch.partition for stretch in empty]
    starts, ends = [stretch.start for stretch in empty], [stretch.until for stretch in empty]
    await execute(conn, CREATE, topics, partitions)
    moved = await fetch(conn, f"{ADVANCE} RETURNING p.topic, p.partition", topics, partitions, starts, ends)
    return {(topic, partition) for topic, partition in moved}
