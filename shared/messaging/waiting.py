"""What came too early, and how long may it wait?

Rows keyed by what they wait for; its arrival releases them. They grow old by `patience`: the seconds over
which the moment that is promised (progress.py) moved on steadily, the latest in `known_until`. So whoever has
waited in vain did so for as long as that, and all is known that was put on the topics meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.database.rows import execute, fetch, fetch_value
from shared.events.catalogue import Entry
from shared.messaging.inbound import Inbound, Patience, Place, Record, Rejected, Waiting
from shared.messaging.inbox import Identified
from shared.messaging.kept import judged_anew, pack, unpack
from shared.messaging.positions import Partition
from shared.messaging.topics import FACTS

COLUMNS = (
    "source", "event_id", "topic", "partition", "offset", "awaits", "since_sequence",
    "patience", "kept_up_at", "received_at", "event",
)  # fmt: skip
_NEWS = f"""greatest(
    coalesce((SELECT s.last_sequence FROM subjects s WHERE s.subject = a.awaits), 0),
    coalesce((SELECT f.last_sequence FROM followed f
              WHERE f.subject = a.awaits AND f.topic = '{FACTS["notices"]}'), 0))"""
_PLACED = 'w.topic, w.partition, w."offset", w.received_at, w.ctid AS lies_at'
ARRIVED = f"""
SELECT w.* FROM (
    SELECT a.awaits, {_NEWS} AS last_sequence
    FROM (SELECT awaits FROM waiting WHERE patience <> 'mending' GROUP BY awaits) a OFFSET 0
) a CROSS JOIN LATERAL (
    SELECT {_PLACED} FROM waiting w
    WHERE w.awaits = a.awaits AND w.since_sequence < a.last_sequence AND w.patience <> 'mending' OFFSET 0
) w
"""
"""What waits for something that has come, or has news. Only by who owns that: this service's own facts, or
notices'. What waits for a dead letter goes on with that (mending.py).

What deadlines says of a petition changes nothing about who may act on it. Many wait for the same, as a rule:
each such subject is looked up once, and of what waits for it only that is read which goes on.
"""
LEFT = f"""
SELECT EXISTS (SELECT FROM ({ARRIVED}) w
    JOIN unnest($1::text[], $2::int[], $3::bigint[]) AS p(topic, partition, until)
    ON w.topic = p.topic AND w.partition = p.partition AND w."offset" < p.until)
"""
_SUBJECT = "w.patience = 'subject' AND w.kept_up_at <= p.kept_up_seconds - $1::float8"
_ENTITLEMENT = "w.patience = 'entitlement' AND w.kept_up_at <= p.kept_up_seconds - $2::float8"
_EXPIRED = f"""
SELECT w.* FROM patience p CROSS JOIN LATERAL (
    SELECT {_PLACED} FROM waiting w WHERE {_SUBJECT}
    UNION ALL SELECT {_PLACED} FROM waiting w WHERE {_ENTITLEMENT}
) w
"""
_ORIGINAL = """(SELECT r.original FROM receipts r
    WHERE r.topic = w.topic AND r.partition = w.partition AND r."offset" = w."offset")"""
_KEPT = f'w.source, w.event_id, w.topic, w.partition, w."offset", w.patience, w.event, {_ORIGINAL}'
_ORDER = 'ORDER BY w.received_at, w.topic, w."offset"'
_READY = f"""
WITH found AS (SELECT * FROM ({ARRIVED}) arrived UNION {_EXPIRED}),
taken AS MATERIALIZED (
    SELECT w.*, {_SUBJECT} OR {_ENTITLEMENT} AS expired FROM waiting w CROSS JOIN patience p
    WHERE w.ctid = ANY(ARRAY(SELECT w.lies_at FROM found w {{}})) AND w.patience <> 'mending'
    FOR UPDATE OF w SKIP LOCKED)
SELECT {_KEPT}, w.expired FROM taken w {_ORDER}
"""
"""What is found is little of each; read whole are those that are taken up."""
READY = _READY.format(f"{_ORDER} LIMIT $3")
THESE = _READY.format(
    'WHERE (w.topic, w.partition, w."offset") '
    "IN (SELECT t, p, o FROM unnest($3::text[], $4::int[], $5::bigint[]) AS these(t, p, o))"
)
BEHIND = f"""
SELECT {_KEPT}, false AS expired FROM waiting w WHERE w.patience = 'mending' AND w.awaits = ANY($1)
{_ORDER} FOR UPDATE OF w
"""
ALL = f"SELECT {_KEPT} FROM waiting w"
LEAP_S = 15.0
"""A promise that moves on by more at once, or is older, is of a platform that does not keep up; a transaction
that is open makes it up to eleven seconds old, and is no such thing (0030)."""


def _age_at(moment: str) -> str:
    """How old the clock is at this moment: ahead of what is known by the time that has passed since."""
    since = f"extract(epoch FROM {moment}::timestamptz - p.known_until)"
    return f"(p.kept_up_seconds + least({LEAP_S}, greatest(0, {since}))::float8)"


AGE = f"SELECT {_age_at('$1')} FROM patience p"
STILL = (
    "UPDATE waiting w SET awaits = n.awaits, since_sequence = n.since, patience = n.patience, "
    f"kept_up_at = CASE WHEN w.patience = n.patience THEN w.kept_up_at ELSE {_age_at('$6')} END "
    "FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) "
    "AS n(source, event_id, awaits, since, patience), patience p "
    "WHERE w.source = n.source AND w.event_id = n.event_id"
)
DROP = (
    "DELETE FROM waiting w USING unnest($1::text[], $2::text[]) AS n(source, event_id) "
    "WHERE w.source = n.source AND w.event_id = n.event_id"
)
HELD_UP = (
    f"UPDATE waiting w SET kept_up_at = {_age_at('$2')} FROM patience p WHERE w.awaits IN ("
    "SELECT unnest($1::text[]) UNION SELECT f.subject FROM parked_facts f WHERE f.state = 'parked')"
)
"""What waits for something that this platform failed on has all of its patience when that is mended."""
MOVED = "extract(epoch FROM $1::timestamptz - known_until)::float8"
KEPT_UP = f"""
UPDATE patience SET
    known_until = CASE WHEN {MOVED} < -{LEAP_S} THEN $1 ELSE greatest(known_until, $1) END,
    kept_up_seconds = kept_up_seconds + CASE WHEN {MOVED} BETWEEN 0 AND {LEAP_S} THEN {MOVED} ELSE 0 END
WHERE known_until IS DISTINCT FROM $1
"""
"""However many say it, and at once: each second up to the moment $1 is counted once, of a leap none. What was
promised of a day to come, by a clock that was amiss, holds up nobody until that day."""


@dataclass(frozen=True, slots=True)
class Released:
    """A waiting event whose time has come: what it waited for is there, or its patience is over."""

    source: str
    event_id: str
    record: Record
    """Its bytes are the sender's own; its key and headers are not kept."""
    found: Inbound | Rejected
    patience: Patience
    expired: bool


async def park(
    conn: AsyncConnection, table: Table, early: Sequence[tuple[Inbound, Waiting]], now: datetime
) -> None:
    """Lets these events wait, from now on."""
    if not early:
        return
    age = await fetch_value(conn, AGE, now)
    rows: list[tuple[Any, ...]] = []
    for event, wait in early:
        assert event.record is not None, "what comes over HTTP is answered at once and never waits"
        where = (event.record.topic, event.record.partition, event.record.offset)
        rows.append(
            (event.source, event.event_id, *where, wait.awaits, wait.since_sequence, wait.patience.value,
             age, now, pack(event))
        )  # fmt: skip
    await insert_rows(conn, table, COLUMNS, rows)


async def release(
    conn: AsyncConnection, entries: Mapping[str, Entry], patience_s: Sequence[float], limit: int
) -> list[Released]:
    """Locks and returns the events whose wait may be over; another replica's are passed over.

    `patience_s`: how long one waits for its subject, and for its unit's right.
    """
    return _released(entries, await fetch(conn, READY, *patience_s, limit))


async def is_left(conn: AsyncConnection, until: Mapping[Partition, int]) -> bool:
    """Is something, put before these offsets, still to be taken up, though what it waits for has come?"""
    columns = [t for t, _ in until], [p for _, p in until], [*until.values()]
    return await fetch_value(conn, LEFT, *columns)


async def release_these(
    conn: AsyncConnection,
    entries: Mapping[str, Entry],
    patience_s: Sequence[float],
    places: Sequence[Place],
) -> list[Released]:
    """Those of the events whose records lie at `places`, if nobody has taken them up meanwhile."""
    columns = [t for t, _, _ in places], [p for _, p, _ in places], [o for _, _, o in places]
    return _released(entries, await fetch(conn, THESE, *patience_s, *columns))


async def behind(
    conn: AsyncConnection, entries: Mapping[str, Entry], subjects: Sequence[str]
) -> list[Released]:
    """Locks and returns the events that wait for these subjects' dead letters, in the order they came."""
    return _released(entries, await fetch(conn, BEHIND, list(subjects))) if subjects else []


async def everything(conn: AsyncConnection, entries: Mapping[str, Entry]) -> list[Inbound]:
    """Every event that waits (InvalidData if one is none of this version's)."""
    return [
        unpack(entries, bytes(packed), Record(topic, partition, offset, None, original))
        for _, _, topic, partition, offset, _, packed, original in await fetch(conn, ALL)
    ]


def _released(entries: Mapping[str, Entry], rows: Sequence[Any]) -> list[Released]:
    found: list[Released] = []
    for source, event_id, topic, partition, offset, patience, packed, original, expired in rows:
        record = Record(topic, partition, offset, None, original)
        judged = judged_anew(entries, bytes(packed), record)
        found.append(Released(source, event_id, record, judged, Patience(patience), expired))
    return found


async def wait_on(conn: AsyncConnection, early: Sequence[tuple[Inbound, Waiting]], now: datetime) -> None:
    """Notes what released events wait for now; another patience than theirs until now begins anew."""
    if early:
        events = [event for event, _ in early]
        waits = [wait for _, wait in early]
        await execute(
            conn, STILL,
            [e.source for e in events], [e.event_id for e in events], [w.awaits for w in waits],
            [w.since_sequence for w in waits], [w.patience.value for w in waits],
            now,
        )  # fmt: skip


async def keep_up(conn: AsyncConnection, until: datetime, held_up: Sequence[str], now: datetime) -> None:
    """All is known up to `until`, but not of these subjects, whom this platform has failed."""
    await execute(conn, KEPT_UP, until)
    await execute(conn, HELD_UP, list(held_up), now)


async def drop(conn: AsyncConnection, events: Sequence[Identified]) -> None:
    """These wait no longer."""
    if events:
        await execute(conn, DROP, [e.source for e in events], [e.event_id for e in events])
