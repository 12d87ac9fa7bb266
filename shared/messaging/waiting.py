"""What came too early, and how long may it wait?

Rows keyed by what they wait for; its arrival releases them.
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
from shared.messaging.topics import FACTS

COLUMNS = (
    "source", "event_id", "topic", "partition", "offset", "awaits", "since_sequence",
    "patience", "kept_up_at", "received_at", "event",
)  # fmt: skip
ARRIVED = f"""w.patience <> 'mending' AND w.since_sequence < greatest(
        coalesce((SELECT s.last_sequence FROM subjects s WHERE s.subject = w.awaits), 0),
        coalesce((SELECT f.last_sequence FROM followed f
                  WHERE f.subject = w.awaits AND f.topic = '{FACTS["notices"]}'), 0))"""
"""What `w` waits for has come, or has news. Only by who owns it: this service's own facts, or notices'.
What waits for a dead letter goes on with that (mending.py).

What deadlines says of a petition changes nothing about who may act on it.
"""
EXPIRED = """w.patience <> 'mending' AND w.kept_up_at
    + (CASE w.patience WHEN 'subject' THEN $1::float8 ELSE $2::float8 END) <= p.kept_up_seconds"""
ORIGINAL = """(SELECT r.original FROM receipts r
    WHERE r.topic = w.topic AND r.partition = w.partition AND r."offset" = w."offset")"""
_KEPT = f'w.source, w.event_id, w.topic, w.partition, w."offset", w.patience, w.event, {ORIGINAL}'
_ORDER = 'ORDER BY w.received_at, w.topic, w."offset"'
_READY = f"""
SELECT {_KEPT}, {EXPIRED} AS expired FROM waiting w CROSS JOIN patience p
WHERE (({EXPIRED}) OR ({ARRIVED})) {{}} {_ORDER} {{}} FOR UPDATE OF w SKIP LOCKED
"""
READY = _READY.format("", "LIMIT $3")
THESE = _READY.format(
    'AND (w.topic, w.partition, w."offset") '
    "IN (SELECT t, p, o FROM unnest($3::text[], $4::int[], $5::bigint[]) AS these(t, p, o))",
    "",
)
BEHIND = f"""
SELECT {_KEPT}, false AS expired FROM waiting w WHERE w.patience = 'mending' AND w.awaits = ANY($1)
{_ORDER} FOR UPDATE OF w
"""
ALL = f"SELECT {_KEPT} FROM waiting w"
STILL = (
    "UPDATE waiting w SET awaits = n.awaits, since_sequence = n.since, patience = n.patience, "
    "kept_up_at = CASE WHEN w.patience = n.patience THEN w.kept_up_at ELSE p.kept_up_seconds END "
    "FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) "
    "AS n(source, event_id, awaits, since, patience), patience p "
    "WHERE w.source = n.source AND w.event_id = n.event_id"
)
DROP = (
    "DELETE FROM waiting w USING unnest($1::text[], $2::text[]) AS n(source, event_id) "
    "WHERE w.source = n.source AND w.event_id = n.event_id"
)
HELD_UP = (
    "UPDATE waiting w SET kept_up_at = p.kept_up_seconds FROM patience p WHERE w.awaits = ANY($1) "
    "OR EXISTS (SELECT FROM parked_facts f WHERE f.state = 'parked' AND f.subject = w.awaits)"
)
"""What waits for something that this platform failed on has all of its patience when that is mended."""
KEPT_UP = "UPDATE patience SET kept_up_seconds = kept_up_seconds + $1"
AGE = "SELECT kept_up_seconds FROM patience"


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
    """Lets these events wait, from now on the platform's patience clock."""
    if not early:
        return
    age = await fetch_value(conn, AGE)
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


async def wait_on(conn: AsyncConnection, early: Sequence[tuple[Inbound, Waiting]]) -> None:
    """Notes what released events wait for now."""
    if early:
        events = [event for event, _ in early]
        waits = [wait for _, wait in early]
        await execute(
            conn, STILL,
            [e.source for e in events], [e.event_id for e in events], [w.awaits for w in waits],
            [w.since_sequence for w in waits], [w.patience.value for w in waits],
        )  # fmt: skip


async def drop(conn: AsyncConnection, events: Sequence[Identified]) -> None:
    """These wait no longer."""
    if events:
        await execute(conn, DROP, [e.source for e in events], [e.event_id for e in events])
