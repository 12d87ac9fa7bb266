"""What if Kafka lost its topics and the databases are whole? What was told is told again, as it was.

The outbox keeps every fact: it is to be sent once more, with its id, its number and its `recordedtime`, and
whoever follows reads from the beginning; what he knows is a repeat. Receipts are not told again: the topics
begin anew, and a receipt for a place of before would be taken for one of the record that now lies there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.rows import execute, fetch
from shared.messaging import topics
from shared.messaging.ahead import RUNBOOK, DoNotAgree
from shared.messaging.made_anew import begin_anew, put_below_zero
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Partition

TOLD = "SELECT count(*) FROM outbox_records WHERE topic = $1 AND published_at IS NOT NULL"
UNSENT = """
WITH packet AS (DELETE FROM outbox WHERE published_at IS NOT NULL AND $1 = ANY(topics) RETURNING *)
INSERT INTO outbox (id, place, topics, keys, payloads, headers, recorded_at, published_at)
SELECT p.id, p.place, array_agg(r.topic ORDER BY r.nth), array_agg(r.key ORDER BY r.nth),
    array_agg(r.payload ORDER BY r.nth),
    CASE WHEN p.headers IS NOT NULL THEN array_agg(r.header ORDER BY r.nth) END,
    p.recorded_at, CASE WHEN r.topic <> $1 THEN p.published_at END
FROM packet p CROSS JOIN LATERAL unnest(p.topics, p.keys, p.payloads, p.headers)
    WITH ORDINALITY AS r(topic, key, payload, header, nth)
GROUP BY p.id, p.place, p.headers, p.recorded_at, p.published_at, r.topic <> $1
"""
"""Of a packet the facts are to be sent; what else it said stays said."""
STOOD = "SELECT topic, partition, next_offset FROM positions WHERE next_offset > 0 ORDER BY 1, 2"
FORGET = "DELETE FROM positions WHERE topic = ANY($1)"
FOLLOWED = ("dead_letters", "parked_facts")
"""What is kept by where a fact lay."""


class StillThere(DoNotAgree):
    """There are facts on the topics: told again, they would stand beside themselves."""


@dataclass(frozen=True, slots=True)
class ToldAgain:
    """What one service does over."""

    service: str
    facts: int
    """To be sent once more."""
    read_anew: Mapping[Partition, int]
    """The inbound topics that are read from their beginning, and up to where each was decided."""


async def nothing_there(offsets: Offsets) -> None:
    """StillThere unless the topics of facts are there and have never held anything."""
    partitions = await offsets.partitions(topics.FACTS.values(), anew=True)
    lacking = set(topics.FACTS.values()) - {topic for topic, _ in partitions}
    if lacking:
        named = ", ".join(sorted(lacking))
        raise DoNotAgree(f"there is no topic {named}: start the platform once, which makes it")
    held = sorted(topic for (topic, _), end in (await offsets.put(partitions)).items() if end)
    if held:
        raise StillThere(
            f"{held[0]} holds facts: only where Kafka has lost all of them are they told again. To have it "
            f"begin with nothing, put its data aside, and keep them, see {RUNBOOK}"
        )


async def tell_again(engine: AsyncEngine, service: str, offsets: Offsets) -> ToldAgain:
    """One transaction: afterwards the relay sends all, and everything is read from its beginning."""
    own, followed = topics.FACTS[service], [*topics.FACTS.values(), topics.PROBES]
    inbound = await offsets.partitions(pattern=topics.inbound_pattern(service))
    ends = await offsets.put(inbound) if inbound else {}
    async with engine.begin() as conn:
        [(facts,)] = await fetch(conn, TOLD, own)
        await execute(conn, UNSENT, own)
        stood = {(topic, partition): reached for topic, partition, reached in await fetch(conn, STOOD)}
        begun = await _begin_anew(conn, stood, ends, followed)
        await execute(conn, FORGET, followed)
    return ToldAgain(service, facts, begun)


async def _begin_anew(
    conn: AsyncConnection,
    stood: Mapping[Partition, int],
    ends: Mapping[Partition, int],
    followed: Collection[str],
) -> dict[Partition, int]:
    begun: dict[Partition, int] = {}
    for partition, reached in stood.items():
        if partition[0] in followed:
            await put_below_zero(conn, partition, reached, FOLLOWED)
        elif ends.get(partition, 0) < reached:
            await begin_anew(conn, partition, reached)
            begun[partition] = reached
    return begun
