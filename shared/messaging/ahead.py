"""Does the service's topic know more than its database? After a restore it does; then nobody may write.

Who went on would give numbers away that are given: two facts under one number. How far the topic is known to
be ours stands in `positions`, moved on with each marking of what was sent, so that only the rest is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.rows import execute, fetch
from shared.messaging import positions, topics
from shared.messaging.facts import Followed, decode
from shared.messaging.inbound import Record
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Partition
from shared.messaging.reading import records_between

RUNBOOK = "docs/runbooks/restore.md"
LAST = "SELECT subject, last_sequence FROM subjects WHERE subject = ANY($1)"
OTHERS = (
    "SELECT a.subject, a.sequence, a.topic FROM acts a "
    "JOIN unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS w(subject, sequence, topic, fact_id) "
    "USING (subject, sequence, topic) WHERE a.fact_id <> w.fact_id ORDER BY 1, 2"
)
REACH = (
    "INSERT INTO positions (topic, partition, next_offset) "
    "SELECT t, p, n FROM unnest($1::text[], $2::int[], $3::bigint[]) AS w(t, p, n) ORDER BY t, p "
    "ON CONFLICT (topic, partition) DO UPDATE SET "
    "next_offset = greatest(positions.next_offset, excluded.next_offset)"
)
NAMED = 3


class DoNotAgree(RuntimeError):
    """The database and its topic are of different moments: nobody may write before that is settled."""


class AheadOfDatabase(DoNotAgree):
    """The topic has facts of this service that its database does not know: it was put back."""


class BehindDatabase(DoNotAgree):
    """The topic ends before what this service has published there: Kafka has lost something."""


class Forked(DoNotAgree):
    """A subject has two facts under one number, or lacks one: it went on without being taken up first."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of one's own that stands on the topic."""

    record: Record
    fact: Followed


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the topic knows and the database does not."""

    facts: Sequence[Told] = field(default_factory=tuple[Told, ...])
    """In the order of each subject; each once."""
    ends: Mapping[Partition, int] = field(default_factory=dict[Partition, int])


async def look(engine: AsyncEngine, service: str, servers: str, offsets: Offsets) -> Ahead:
    """The facts on the topic that the database does not know; BehindDatabase if it is the other way round."""
    topic = topics.FACTS[service]
    partitions = await offsets.partitions([topic])
    async with engine.connect() as conn:
        ours = await positions.read(conn, partitions)
    # Asked for after what is ours: a replica that publishes meanwhile only adds.
    ends = await offsets.ends(partitions)
    short = sorted(partition for partition, end in ends.items() if end < ours[partition])
    if short:
        raise BehindDatabase(
            f"{topic} ends before what {service} has published there (partition {short[0][1]}: "
            f"{ends[short[0]]} instead of {ours[short[0]]}): Kafka has lost something, see {RUNBOOK}"
        )
    found: list[Told] = []
    async for records in records_between(servers, ours, ends):
        told = [Told(record, fact) for record in records if (fact := decode(record))]
        async with engine.connect() as conn:
            last = await _last_numbers(conn, {each.fact.subject for each in told})
            # What was committed before it was sent is known here, marked or not.
            known = [each for each in told if each.fact.sequence <= last.get(each.fact.subject, 0)]
            await _refuse_others(conn, [each.fact for each in known])
        found += [each for each in told if each.fact.sequence > last.get(each.fact.subject, 0)]
    return Ahead(found, ends)


async def _refuse_others(conn: AsyncConnection, facts: Sequence[Followed]) -> None:
    """Forked if one of these numbers was given to another fact here (of the facts that are kept as acts)."""
    rows = await fetch(
        conn, OTHERS, [f.subject for f in facts], [f.sequence for f in facts], [f.topic for f in facts],
        [f.id for f in facts],
    )  # fmt: skip
    if rows:
        subject, number, topic = rows[0]
        raise Forked(
            f"{subject} #{number} is one fact on {topic} and another in the database ({len(rows)} such): "
            f"it went on after it was put back, see {RUNBOOK}"
        )


async def must_agree(engine: AsyncEngine, service: str, servers: str, offsets: Offsets) -> None:
    """AheadOfDatabase, which says what to do, if the topic knows more; otherwise notes how far it is ours."""
    ahead = await look(engine, service, servers, offsets)
    if ahead.facts:
        named = [f"{told.fact.subject} #{told.fact.sequence}" for told in ahead.facts[:NAMED]]
        raise AheadOfDatabase(
            f"{topics.FACTS[service]} has {len(ahead.facts)} facts that the database of {service} does not "
            f"know ({', '.join(named)}…): it was put back. Nothing is written before `doithoai take-up`, "
            f"see {RUNBOOK}"
        )
    async with engine.begin() as conn:
        await reach(conn, ahead.ends)


async def reach(conn: AsyncConnection, ends: Mapping[Partition, int]) -> None:
    """Up to there the topic is ours: this database knows all that stands before."""
    wanted = sorted(ends.items())
    if wanted:
        await execute(
            conn, REACH, [t for (t, _), _ in wanted], [p for (_, p), _ in wanted], [n for _, n in wanted]
        )


async def in_sequence(conn: AsyncConnection, told: Iterable[Told]) -> list[Told]:
    """The facts, each once; Forked unless every subject goes on from its last number without a gap."""
    facts = list(told)
    last = await _last_numbers(conn, {each.fact.subject for each in facts})
    ids: dict[tuple[str, int], str] = {}
    found: list[Told] = []
    for each in facts:
        subject, number = each.fact.subject, each.fact.sequence
        known = ids.get((subject, number))
        if known == each.fact.id:
            continue
        if known is not None or number != last.get(subject, 0) + 1:
            what = "is told twice" if known is not None else f"comes after #{last.get(subject, 0)}"
            raise Forked(f"{subject} #{number} {what} on {each.fact.topic}: see {RUNBOOK}")
        ids[subject, number] = each.fact.id
        last[subject] = number
        found.append(each)
    return found


async def _last_numbers(conn: AsyncConnection, subjects: Iterable[str]) -> dict[str, int]:
    return {subject: last for subject, last in await fetch(conn, LAST, sorted(subjects))}
