"""Is this fact the next of its subject?

A lower number is a repeat, a gap or a fork parks the subject, loudly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.database.by_key import rows_by_key
from shared.database.rows import execute, fetch
from shared.messaging.facts import Followed
from shared.messaging.inbound import Record

log = structlog.get_logger(__name__)

READ = rows_by_key("topic, subject, last_sequence, last_id, parked", "followed", "topic", "subject")
COLUMNS = ("topic", "subject", "last_sequence", "last_id", "parked")
KEEP = (
    "INSERT INTO followed (topic, subject, last_sequence, last_id, parked) "
    "SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bool[]) AS w(t, s, n, i, p) "
    "ORDER BY t, s ON CONFLICT (topic, subject) DO UPDATE SET last_sequence = excluded.last_sequence, "
    "last_id = excluded.last_id, parked = excluded.parked"
)
FOLLOWING = "an earlier fact of the subject is parked"
"""Not a cause of its own: operators are shown it behind that fact (operators_queue.py)."""
NOT_A_FACT = "not a fact of this platform"
UNKNOWN_TYPE = "a type of fact that this version does not have"
"""Of a later version, in a rolling upgrade: taken up by itself once this service is of that version, too."""
PARKED_COLUMNS = ("topic", "partition", "offset", "subject", "sequence", "reason", "value", "recorded_at")


Decoded = Sequence[tuple[Record, Followed | None]]
"""Records, each with its fact; None where it is none."""
StreamKey = tuple[str, str]
"""Topic and subject."""


@dataclass(slots=True)
class Stream:
    """How far one subject's facts on one topic were followed."""

    last_sequence: int
    last_id: str
    parked: bool
    changed: bool = False
    new: bool = False
    """Nothing of it was ever followed: it has no row."""


@dataclass(slots=True)
class Sorted:
    """What of a batch is to be worked in, and the rows of what is parked."""

    fresh: list[Followed] = field(default_factory=list[Followed])
    parked: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])


def keys_of(decoded: Decoded) -> set[StreamKey]:
    """The streams that these facts belong to."""
    return {(fact.topic, fact.subject) for _, fact in decoded if fact}


async def streams_of(conn: AsyncConnection, wanted: Iterable[StreamKey]) -> dict[StreamKey, Stream]:
    """How far these streams were followed, with one statement."""
    keys = sorted(set(wanted))
    if not keys:
        return {}
    rows = await fetch(conn, READ, [t for t, _ in keys], [s for _, s in keys])
    known: dict[StreamKey, Stream] = {(row[0], row[1]): Stream(*row[2:]) for row in rows}
    return {key: known.get(key) or Stream(0, "", False, new=True) for key in keys}


async def keep(conn: AsyncConnection, table: Table, streams: Mapping[StreamKey, Stream]) -> None:
    """Notes in `table` (followed) how far the subjects that changed are followed now."""
    changed = sorted((key, stream) for key, stream in streams.items() if stream.changed)
    rows = [(*key, s.last_sequence, s.last_id, s.parked) for key, s in changed if s.new]
    await insert_rows(conn, table, COLUMNS, rows)
    if known := [(key, stream) for key, stream in changed if not stream.new]:
        await execute(
            conn, KEEP,
            [key[0] for key, _ in known], [key[1] for key, _ in known],
            [s.last_sequence for _, s in known], [s.last_id for _, s in known], [s.parked for _, s in known],
        )  # fmt: skip


def in_sequence(decoded: Decoded, streams: Mapping[StreamKey, Stream], now: datetime) -> Sorted:
    """The facts to work in, in order; `streams` are moved on to them."""
    found = Sorted()
    for record, fact in decoded:
        if fact is None:
            found.parked.append(parked_row(record, None, NOT_A_FACT, now))
            continue
        stream = streams[fact.topic, fact.subject]
        if fact.sequence < stream.last_sequence or (
            fact.sequence == stream.last_sequence and fact.id == stream.last_id
        ):
            continue
        reason = _out_of_sequence(fact, stream)
        if reason:
            stream.parked = stream.changed = True
            found.parked.append(parked_row(record, fact, reason, now))
            continue
        stream.last_sequence, stream.last_id, stream.changed = fact.sequence, fact.id, True
        found.fresh.append(fact)
    return found


def _out_of_sequence(fact: Followed, stream: Stream) -> str | None:
    if stream.parked:
        return FOLLOWING
    if fact.sequence == stream.last_sequence:
        return f"fork: number {fact.sequence} was another fact"
    if fact.sequence > stream.last_sequence + 1:
        return f"gap: expected number {stream.last_sequence + 1}"
    if not fact.known:
        return UNKNOWN_TYPE
    return None


def parked_row(record: Record, fact: Followed | None, reason: str, now: datetime) -> tuple[Any, ...]:
    """The row of a record that is held back; the alarm sounds."""
    log.error("a fact is parked", topic=record.topic, offset=record.offset, reason=reason)
    subject, number = (fact.subject, fact.sequence) if fact else ("", 0)
    where = (record.topic, record.partition, record.offset)
    return (*where, subject, number, reason, record.value or b"", now)
