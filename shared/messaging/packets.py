"""Which records of the outbox are to be sent next, and how is it noted what became of them?

A packet whose records all were acknowledged is marked by one update of its row. One of which something is
left becomes rows of one record each, in its place; what Kafka refuses, and what is behind that, is parked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute, fetch

FETCH = """
SELECT id, place, topics, keys, payloads, headers, false FROM (
    SELECT f.*, sum(pg_column_size(payloads)) OVER (ORDER BY id, place) - pg_column_size(payloads) AS before
    FROM (SELECT * FROM outbox WHERE published_at IS NULL AND parked IS NULL
          ORDER BY id, place LIMIT $1) f) o
WHERE before < $2
UNION ALL
SELECT id, place, topics, keys, NULL, NULL, true FROM outbox WHERE published_at IS NULL AND parked IS NOT NULL
"""
"""One snapshot of what is to be sent and what holds it back: no record passes a parked one of its key."""
MARK = """
UPDATE outbox o SET published_at = $3 FROM unnest($1::bigint[], $2::int[]) AS w(id, place)
WHERE o.id = w.id AND o.place = w.place AND o.published_at IS NULL
"""
DIVIDE = """
WITH packet AS (
    DELETE FROM outbox o
    USING (SELECT DISTINCT id, place FROM unnest($1::bigint[], $2::int[]) AS w(id, place)) w
    WHERE o.id = w.id AND o.place = w.place AND o.published_at IS NULL RETURNING o.*)
INSERT INTO outbox (id, place, topics, keys, payloads, headers, recorded_at, published_at, parked)
SELECT p.id, p.place + r.nth - 1, ARRAY[r.topic], ARRAY[r.key], ARRAY[r.value],
    CASE WHEN r.headers IS NOT NULL THEN ARRAY[r.headers] END, p.recorded_at,
    CASE WHEN w.sent THEN $6::timestamptz END, w.parked
FROM packet p CROSS JOIN LATERAL unnest(p.topics, p.keys, p.payloads, p.headers)
    WITH ORDINALITY AS r(topic, key, value, headers, nth)
JOIN unnest($1::bigint[], $2::int[], $3::int[], $4::bool[], $5::text[]) AS w(id, place, nth, sent, parked)
    ON w.id = p.id AND w.place = p.place AND w.nth = r.nth
"""
UNPARK = "UPDATE outbox SET parked = NULL WHERE published_at IS NULL AND parked IS NOT NULL"
_NO_HEADERS: list[tuple[str, bytes]] = []
REFUSED, BEHIND = "Kafka does not take it", "behind what Kafka does not take"


class Row(NamedTuple):
    """A record of the outbox: the `nth` of the packet at (`id`, `place`)."""

    id: int
    place: int
    nth: int
    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


class Unsent(NamedTuple):
    """What a round has to do: the records to send, in order, and those that are held back."""

    rows: list[Row]
    behind: list[Row]


async def unsent(conn: AsyncConnection, most_rows: int, most_bytes: int) -> Unsent:
    """The next records, of so many rows and about so many bytes at most."""
    found = await fetch(conn, FETCH, most_rows, most_bytes)
    if not found:
        return Unsent([], [])
    parked = {(row[2][0], row[3][0].encode()) for row in found if row[6]}
    rows = [record for row in found if not row[6] for record in _records(row)]
    if not parked:
        return Unsent(rows, [])
    return Unsent(
        [row for row in rows if (row.topic, row.key) not in parked],
        [row for row in rows if (row.topic, row.key) in parked],
    )


def _records(row: Sequence[Any]) -> Iterable[Row]:
    id_, place, topics, keys, payloads, headers = row[:6]
    said = [_headers(each) for each in headers] if headers else [_NO_HEADERS] * len(keys)
    return (
        Row(id_, place, nth, topic, key.encode(), value, each)
        for nth, (topic, key, value, each) in enumerate(zip(topics, keys, payloads, said, strict=True), 1)
    )


def _headers(headers: Mapping[str, str] | str | None) -> list[tuple[str, bytes]]:
    if not headers:
        return []
    found: Mapping[str, str] = msgspec.json.decode(headers) if isinstance(headers, str) else headers
    return [(name, value.encode()) for name, value in found.items()]


async def note(
    conn: AsyncConnection, found: Unsent, sent: Collection[Row], refused: Collection[Row], now: datetime
) -> None:
    """Marks what was acknowledged and parks what can't be sent; what is unknown stays to be sent again."""
    if len(sent) == len(found.rows) and not found.behind:
        whole, divided = list({row[:2] for row in found.rows}), []
    else:
        whole, divided = _packets(found, {row[:3] for row in sent}, {row[:3] for row in refused})
    if whole:
        await execute(conn, MARK, [id_ for id_, _ in whole], [place for _, place in whole], now)
    if divided:
        columns = [list(column) for column in zip(*divided, strict=True)]
        await execute(conn, DIVIDE, *columns, now)


RowId = tuple[int, ...]
"""Of a record of the outbox: its packet's `id` and `place`, and the how manieth it is."""


def _packets(
    found: Unsent, sent: Collection[RowId], refused: Collection[RowId]
) -> tuple[list[tuple[int, int]], list[tuple[int, int, int, bool, str | None]]]:
    """The packets that are done, and each record of those that are so in part."""
    packets: dict[tuple[int, int], list[tuple[int, int, int, bool, str | None]]] = {}
    for rows, behind in ((found.rows, False), (found.behind, True)):
        for id_, place, nth, *_ in rows:
            where = (id_, place, nth)
            parked = REFUSED if where in refused else BEHIND if behind else None
            packets.setdefault((id_, place), []).append((*where, where in sent, parked))
    whole = [key for key, records in packets.items() if all(record[3] for record in records)]
    divided = [
        record
        for records in packets.values()
        if any(record[3] or record[4] for record in records) and not all(record[3] for record in records)
        for record in records
    ]
    return whole, divided
