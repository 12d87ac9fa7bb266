"""Does the service's topic know more than its database? After a restore it does; then nobody may write.

Who went on would give numbers away that are given: two facts under one number. How far the topic is known to
be ours stands in `positions`, moved on with each marking of what was sent, so that only the rest is read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.rows import execute, fetch
from shared.messaging import positions, topics
from shared.messaging.facts import Followed, decode
from shared.messaging.inbound import Place, Record
from shared.messaging.not_ours import Other, Strangers, facts_at, named
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Partition
from shared.messaging.reading import records_between

log = structlog.get_logger(__name__)

RUNBOOK = "docs/runbooks/restore.md"
LEAVE_OUT = "doithoai take-up --not-ours"
LAST = "SELECT subject, last_sequence FROM subjects WHERE subject = ANY($1)"
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
    """A subject has two facts under one number, or lacks one.

    It went on without being taken up first, or one of them is none of this platform's.
    """


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


async def look(
    engine: AsyncEngine, service: str, servers: str, offsets: Offsets, not_ours: Collection[Place] = ()
) -> Ahead:
    """The facts on the topic that the database does not know; BehindDatabase if it is the other way round.

    What stands behind the database's own fact of its number, or at a place of `not_ours`, is passed over.
    """
    ours, ends = await _bounds(engine, service, offsets)
    found: list[Told] = []
    strangers = Strangers()
    async for records in records_between(servers, ours, ends):
        told = [
            Told(record, fact)
            for record in records
            if record.place not in not_ours and (fact := decode(record))
        ]
        async with engine.connect() as conn:
            last = await _last_numbers(conn, {each.fact.subject for each in told})
            # What was committed before it was sent is known here, marked or not.
            known = [each for each in told if each.fact.sequence <= last.get(each.fact.subject, 0)]
            await strangers.note(conn, [(each.record, each.fact) for each in known])
        found += [each for each in told if each.fact.sequence > last.get(each.fact.subject, 0)]
    _refuse(strangers.doubtful())
    if passed := strangers.passed_over():
        log.warning(
            "records that are not ours were passed over", service=service, records=len(passed),
            first=named(passed[0].record.place),
        )  # fmt: skip
    return Ahead(found, ends)


async def _bounds(
    engine: AsyncEngine, service: str, offsets: Offsets
) -> tuple[Mapping[Partition, int], Mapping[Partition, int]]:
    """From where to where the service's topic is not known to be its own."""
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
            f"{ends[short[0]]} instead of {ours[short[0]]}): Kafka has lost something (if all of it: "
            f"`doithoai tell-again`), see {RUNBOOK}"
        )
    return ours, ends


async def looked_at(
    engine: AsyncEngine, service: str, servers: str, offsets: Offsets, places: Collection[Place]
) -> Set[Place]:
    """At which of these places lies a fact that `look` would look at?"""
    ours, ends = await _bounds(engine, service, offsets)
    return await facts_at(servers, ours, ends, places)


def _refuse(others: Sequence[Other]) -> None:
    """Forked if there are any."""
    if others:
        fact, place = others[0].fact, named(others[0].record.place)
        raise Forked(
            f"{fact.subject} #{fact.sequence} is one fact on {place} and another in the database "
            f"({len(others)} such): either it went on after it was put back, or that record is not this "
            f"platform's (then `{LEAVE_OUT} {place}`), see {RUNBOOK}"
        )


async def must_agree(engine: AsyncEngine, service: str, servers: str, offsets: Offsets) -> None:
    """AheadOfDatabase, which says what to do, if the topic knows more; otherwise notes how far it is ours."""
    ahead = await look(engine, service, servers, offsets)
    if ahead.facts:
        first = [f"{told.fact.subject} #{told.fact.sequence}" for told in ahead.facts[:NAMED]]
        raise AheadOfDatabase(
            f"{topics.FACTS[service]} has {len(ahead.facts)} facts that the database of {service} does not "
            f"know ({', '.join(first)}…): it was put back. Nothing is written before `doithoai take-up`, "
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
            place = named(each.record.place)
            raise Forked(
                f"{subject} #{number} {what} on {place}: either the database went on after it was put back, "
                f"or a record is not this platform's (if it is that one: `{LEAVE_OUT} {place}`), "
                f"see {RUNBOOK}"
            )
        ids[subject, number] = each.fact.id
        last[subject] = number
        found.append(each)
    return found


async def _last_numbers(conn: AsyncConnection, subjects: Iterable[str]) -> dict[str, int]:
    return {subject: last for subject, last in await fetch(conn, LAST, sorted(subjects))}
