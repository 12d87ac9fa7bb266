"""Which laws of conservation must hold? Each compares sets, and names the ids that differ."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from typing import Any

import asyncpg

from cli.streams import FactSeen, Standing
from cli.verdict import Law
from shared.messaging import topics
from shared.messaging.inbound import Place
from shared.messaging.not_ours import named
from shared.messaging.positions import Partition

Lie = Callable[[Set[Place]], Awaitable[Set[Place]]]
"""At which of these places lies a record?"""


def _ids(what: str, ids: Iterable[Any]) -> list[str]:
    return [f"{what}: {one}" for one in sorted(map(str, ids))]


async def every_record_has_one_outcome(
    service: str, ranges: Mapping[Partition, tuple[int, int]], connection: asyncpg.Connection, lie: Lie
) -> Law:
    """Inbound records = ledger, record by record; waiting and dead letters are what the ledger calls so.

    At an offset without an outcome may lie no record: `lie` tells.
    """
    rows = await connection.fetch('SELECT topic, partition, "offset", outcome FROM receipts')
    ledger = {(row["topic"], row["partition"], row["offset"]): row["outcome"] for row in rows}
    lying = {(t, p, offset) for (t, p), (begin, end) in ranges.items() for offset in range(begin, end)}
    begins = {key: begin for key, (begin, _) in ranges.items()}
    entered = {place for place in ledger if place[2] >= begins.get(place[:2], 0)}
    unanswered = lying - entered
    lying -= unanswered - await lie(unanswered)
    waiting = await connection.fetch('SELECT topic, partition, "offset" FROM waiting')
    letters = await connection.fetch(
        "SELECT topic, partition, \"offset\" FROM dead_letters WHERE state = 'open'"
    )
    counts: dict[str, int] = defaultdict(int)
    for outcome in ledger.values():
        counts[outcome] += 1
    broken = _ids("no outcome", lying - entered) + _ids("outcome without a record", entered - lying)
    said_waiting = {place for place, outcome in ledger.items() if outcome == "waiting"}
    said_dead = {place for place, outcome in ledger.items() if outcome == "dead_lettered"}
    broken += _ids("waiting differs", said_waiting ^ {tuple(row) for row in waiting})
    broken += _ids("dead letter differs", said_dead ^ {tuple(row) for row in letters})
    figures = f"{len(lying)} records = " + " + ".join(f"{n} {name}" for name, n in sorted(counts.items()))
    return Law(f"{service}: every inbound record has exactly one outcome", figures, broken)


async def accepted_is_stored_is_counted(connections: Mapping[str, asyncpg.Connection]) -> Law:
    """Accepted petitions = petitions stored = petitions in reporting = petitions with an answer deadline."""
    own = connections["petitions"]
    acts = {r[0] for r in await own.fetch("SELECT subject FROM acts WHERE name = 'PetitionReceived'")}
    accepted = {
        f"petition/{r[0]}"
        for r in await own.fetch(
            "SELECT a.data->>'petition_id' FROM receipts r JOIN acts a ON a.event_id = r.event_id "
            "AND a.name = r.type AND r.topic = 'doithoai.inbound.' || a.unit_id || '.petitions' "
            "WHERE r.outcome = 'accepted' AND r.type = 'PetitionReceived'"
        )
    }
    filed = {r[0] for r in await own.fetch("SELECT 'petition/' || petition_id FROM tracking")}
    rows = {f"petition/{r[0]}" for r in await own.fetch("SELECT petition_id FROM petitions")}
    counted = {
        f"petition/{r[0]}"
        for r in await connections["reporting"].fetch("SELECT DISTINCT petition_id FROM petition_spans")
    }
    due = {
        f"petition/{r[0]}"
        for r in await connections["deadlines"].fetch(
            "SELECT petition_id FROM deadlines WHERE kind = 'petition_answer'"
        )
    }
    broken: list[str] = []
    for what, found in (
        ("accepted or filed", accepted | filed),
        ("stored", rows),
        ("in reporting", counted),
        ("with a deadline", due),
    ):
        broken += _ids(f"missing {what}", acts - found) + _ids(f"too many {what}", found - acts)
    figures = (
        f"{len(acts)} received = {len(accepted)} accepted + {len(filed)} filed; {len(rows)} stored, "
        f"{len(counted)} counted, {len(due)} with an answer deadline"
    )
    return Law("petitions accepted = stored = counted = with an answer deadline", figures, broken)


def only_facts_stand(stands: Standing) -> Law:
    """On the topics of facts lie facts, and what operators have discarded."""
    figures = f"{len(stands.facts)} facts, {stands.discarded} records discarded"
    return Law(
        "only facts stand on the topics of facts", figures, _ids("no fact", map(named, stands.strange))
    )


async def outbox_is_topic(service: str, seen: Sequence[FactSeen], connection: asyncpg.Connection) -> Law:
    """What the service wrote to be published stands on its topic: the same facts, no more, no fewer."""
    topic = topics.FACTS[service]
    rows = await connection.fetch(
        "SELECT convert_from(value, 'UTF8')::jsonb->>'id' FROM outbox_records WHERE topic = $1", topic
    )
    written = {row[0] for row in rows}
    standing = {fact.id for fact in seen if fact.topic == topic}
    repeats = sum(1 for fact in seen if fact.topic == topic) - len(standing)
    broken = _ids("not on the topic", written - standing) + _ids("not in the outbox", standing - written)
    broken += _ids("written twice", [f"{len(rows) - len(written)} ids"] if len(rows) != len(written) else [])
    figures = f"{len(written)} written, {len(standing)} on the topic" + (
        f", {repeats} sent again" if repeats else ""
    )
    return Law(f"{service}: outbox = {topic}", figures, broken)


async def sequences_run_from_one(
    service: str, seen: Sequence[FactSeen], connection: asyncpg.Connection
) -> Law:
    """Each subject's facts are numbered 1..n, each number one fact, in order, keyed by their subject."""
    numbers: dict[str, dict[int, str]] = defaultdict(dict)
    broken: list[str] = []
    highest: dict[str, int] = defaultdict(int)
    for fact in seen:
        if fact.topic != topics.FACTS[service]:
            continue
        if numbers[fact.subject].setdefault(fact.sequence, fact.id) != fact.id:
            broken.append(f"fork: {fact.subject} #{fact.sequence}")
        if fact.sequence > highest[fact.subject] + 1:
            broken.append(f"out of order: {fact.subject} #{fact.sequence} after #{highest[fact.subject]}")
        highest[fact.subject] = max(highest[fact.subject], fact.sequence)
        if fact.key != fact.subject:
            broken.append(f"key: {fact.subject} lies under {fact.key}")
    broken += [f"gap: {subject}" for subject, found in numbers.items() if len(found) != max(found)]
    kept = {
        r[0]: r[1]
        for r in await connection.fetch("SELECT subject, last_sequence FROM subjects WHERE last_sequence > 0")
    }
    broken += _ids(
        "counter differs", (s for s in kept.keys() | highest.keys() if kept.get(s, 0) != highest.get(s, 0))
    )
    facts = sum(len(found) for found in numbers.values())
    return Law(f"{service}: sequences run 1..n", f"{len(numbers)} subjects, {facts} facts", broken)


async def followed_to_the_end(
    service: str,
    followed: Sequence[str],
    passed_over: Sequence[str],
    seen: Sequence[FactSeen],
    connection: asyncpg.Connection,
) -> Law:
    """What the service follows it has followed to the last fact of each subject, and parked nothing.

    `passed_over`: the kinds of subject that it has no use for.
    """
    kinds = tuple(f"{kind}/" for kind in passed_over)
    last: dict[tuple[str, str], int] = defaultdict(int)
    for fact in seen:
        if fact.topic in followed and not fact.subject.startswith(kinds):
            last[fact.topic, fact.subject] = max(last[fact.topic, fact.subject], fact.sequence)
    # Of a subject whose every fact was held back nothing is followed, though it is in the books.
    rows = await connection.fetch(
        "SELECT topic, subject, last_sequence FROM followed WHERE last_sequence > 0"
    )
    kept = {(r[0], r[1]): r[2] for r in rows if not r[1].startswith(kinds)}
    broken = _ids("not followed to its end", (key for key, number in last.items() if kept.get(key) != number))
    broken += _ids("known here, not on the topic", kept.keys() - last.keys())
    parked = await connection.fetch("SELECT subject, reason FROM parked_facts WHERE state = 'parked'")
    broken += _ids("parked", (f"{r[0]} ({r[1]})" for r in parked))
    return Law(f"{service}: followed to the end", f"{len(last)} subjects", broken)


async def approaching_said_once(seen: Sequence[FactSeen], connection: asyncpg.Connection) -> Law:
    """Each reminder once for a deadline, due day and number of days left, and each in the books."""
    rows = await connection.fetch(
        "SELECT value->'data'->>'deadline_id', value->'data'->>'due_on', value->'data'->>'working_days_left' "
        "FROM (SELECT convert_from(value, 'UTF8')::jsonb AS value FROM outbox_records WHERE topic = $1) o "
        "WHERE value->>'type' LIKE '%DeadlineApproaching.v1'",
        topics.FACTS["deadlines"],
    )
    said = [tuple(row) for row in rows]
    books = {
        (row[0], row[1].isoformat(), str(row[2]))
        for row in await connection.fetch(
            "SELECT deadline_id, due_on, working_days_left FROM approaching_events"
        )
    }
    twice = {one for one, times in Counter(said).items() if times > 1}
    on_topic = {fact.id for fact in seen if fact.name == "DeadlineApproaching"}
    broken = _ids("said twice", twice) + _ids("differs from the books", set(said) ^ books)
    if len(on_topic) != len(said):
        broken.append(f"{len(said)} written, {len(on_topic)} on the topic")
    return Law("each deadline approaches once per due day and days left", f"{len(said)} reminders", broken)


async def overdue_said_once(seen: Sequence[FactSeen], connection: asyncpg.Connection) -> Law:
    """At most one overdue event for a deadline and due day (again only if retracted), each in the books."""
    rows = await connection.fetch(
        "SELECT value->'data'->>'deadline_id', value->'data'->>'due_on' FROM ("
        "SELECT convert_from(value, 'UTF8')::jsonb AS value FROM outbox_records WHERE topic = $1) o "
        "WHERE value->>'type' LIKE '%Overdue.v1'",
        topics.FACTS["deadlines"],
    )
    said = [(r[0], r[1]) for r in rows]
    books = {
        (r[0], r[1].isoformat())
        for r in await connection.fetch("SELECT deadline_id, due_on FROM overdue_events")
    }
    retracted = Counter(
        r[0]
        for r in await connection.fetch(
            "SELECT value->'data'->>'deadline_id' FROM ("
            "SELECT convert_from(value, 'UTF8')::jsonb AS value FROM outbox_records WHERE topic = $1) o "
            "WHERE value->>'type' LIKE '%OverdueRetracted.v1'",
            topics.FACTS["deadlines"],
        )
    )
    twice = {one for one, times in Counter(said).items() if times > 1 + retracted[one[0]]}
    on_topic = {fact.id for fact in seen if fact.name.endswith("Overdue")}
    broken = _ids("said twice", twice) + _ids("differs from the books", set(said) ^ books)
    if len(on_topic) != len(said):
        broken.append(f"{len(said)} written, {len(on_topic)} on the topic")
    figures = f"{len(said)} overdue events, {retracted.total()} retracted"
    return Law("each deadline overdue at most once per due day", figures, broken)
