"""Which records on a service's own topic of facts are not its own? Who follows takes the first of a number.

So the first is the fact, and what stands behind it under its number is passed over (0033). Where the
database's own can't be shown to stand before, the database may have been put back and have gone on.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import fetch
from shared.messaging.facts import Followed, decode
from shared.messaging.inbound import Place, Record
from shared.messaging.positions import Partition
from shared.messaging.reading import records_between

OTHERS = """
WITH others AS (
    SELECT w.nth, a.subject, a.topic, a.fact_id FROM acts a
    JOIN unnest($1::text[], $2::bigint[], $3::text[], $4::text[])
        WITH ORDINALITY AS w(subject, sequence, topic, fact_id, nth) USING (subject, sequence, topic)
    WHERE a.fact_id <> w.fact_id),
unsent AS (
    SELECT r.topic, convert_from(r.value, 'UTF8')::jsonb->>'id' AS fact_id FROM outbox_records r
    WHERE EXISTS (SELECT FROM others) AND r.published_at IS NULL
    AND (r.topic, r.key) IN (SELECT topic, subject FROM others))
SELECT o.nth, o.fact_id, EXISTS (SELECT FROM unsent u WHERE (u.topic, u.fact_id) = (o.topic, o.fact_id))
FROM others o ORDER BY o.nth
"""
"""Which of these facts have a number that was given to another here (of those that are kept as acts), to
which, and is that one still to be published? What is unpublished is looked through only if there are any."""


@dataclass(frozen=True, slots=True)
class Other:
    """A fact on the topic whose number the database has given to a fact of its own."""

    record: Record
    fact: Followed
    own: str
    """The database's own: its id."""
    unsent: bool
    """The database's own is not known to be published."""


class Strangers:
    """Gathers them while the topic is read, and tells in the end which of them are none of the service's."""

    def __init__(self) -> None:
        self._others: list[Other] = []
        self._places: dict[str, Place] = {}

    async def note(self, conn: AsyncConnection, told: Sequence[tuple[Record, Followed]]) -> None:
        """Facts with numbers that the database has given away, in the order of each partition."""
        for record, fact in told:
            self._places.setdefault(fact.id, record.place)
        facts = [fact for _, fact in told]
        rows = await fetch(
            conn, OTHERS, [f.subject for f in facts], [f.sequence for f in facts], [f.topic for f in facts],
            [f.id for f in facts],
        )  # fmt: skip
        for nth, own, unsent in rows:
            which: int = nth - 1
            self._others.append(Other(told[which][0], told[which][1], own, unsent))

    def passed_over(self) -> list[Other]:
        """Those behind the database's own fact."""
        return [other for other in self._others if self._is_behind(other)]

    def doubtful(self) -> list[Other]:
        """Those of which that can't be shown."""
        return [other for other in self._others if not self._is_behind(other)]

    def _is_behind(self, other: Other) -> bool:
        own = self._places.get(other.own)
        if own is None or own[:2] != other.record.place[:2]:
            # Not read, or lying where nobody compares: a subject's facts are in one partition. What is marked
            # as published lies before where the reading began: the two are noted together.
            return not other.unsent
        return own < other.record.place


def named(place: Place) -> str:
    """How operators name a record: topic, partition, offset."""
    return "/".join(map(str, place))


async def facts_at(
    servers: str, begins: Mapping[Partition, int], ends: Mapping[Partition, int], places: Iterable[Place]
) -> Set[Place]:
    """At which of these places, within these bounds, does a fact lie?"""
    wanted = {p for p in places if begins.get(p[:2], 0) <= p[2] < ends.get(p[:2], 0)}
    firsts = {place[:2]: place[2] for place in sorted(wanted, reverse=True)}
    lasts = {place[:2]: place[2] + 1 for place in sorted(wanted)}
    read = records_between(servers, firsts, lasts)
    lie = {record.place async for records in read for record in records if decode(record)}
    return lie & wanted
