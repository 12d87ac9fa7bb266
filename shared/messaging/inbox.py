"""Has this event been taken in already?

Told by (source, id) and a digest, for ever; a rejected one is not here.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.database.by_key import rows_by_key
from shared.database.rows import execute, fetch
from shared.messaging.inbound import Inbound

EventKey = tuple[str, str]
COLUMNS = ("source", "event_id", "digest", "subject")

READ = rows_by_key("source, event_id, digest, subject", "inbox", "source", "event_id")
IF_FREE = "ON CONFLICT DO NOTHING"
FORGET = (
    "DELETE FROM inbox i USING unnest($1::text[], $2::text[]) AS w(source, event_id) "
    "WHERE i.source = w.source AND i.event_id = w.event_id"
)


class Taken(msgspec.Struct, frozen=True):
    """An event that was accepted or waits: what it said, by digest, and what it was about."""

    digest: bytes
    subject: str


async def read(conn: AsyncConnection, keys: Iterable[EventKey]) -> dict[EventKey, Taken]:
    """What is known of these events, with one statement."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = await fetch(conn, READ, [s for s, _ in wanted], [e for _, e in wanted])
    return {(source, event_id): Taken(bytes(digest), subject) for source, event_id, digest, subject in rows}


async def take(conn: AsyncConnection, inbox: Table, events: Sequence[Inbound], conflict: str = "") -> None:
    """Remembers events accepted or waiting; two that take the same one collide here, and one is retried."""
    rows = [(event.source, event.event_id, event.digest, event.subject) for event in events]
    await insert_rows(conn, inbox, COLUMNS, rows, conflict)


async def take_free(conn: AsyncConnection, inbox: Table, event: Inbound) -> bool:
    """Remembers the event unless its id was taken already; whether it was free."""
    row = (event.source, event.event_id, event.digest, event.subject)
    return bool(await insert_rows(conn, inbox, COLUMNS, [row], IF_FREE))


class Identified(Protocol):
    """Anything that says which event it is."""

    @property
    def source(self) -> str: ...

    @property
    def event_id(self) -> str: ...


async def forget(conn: AsyncConnection, events: Sequence[Identified]) -> None:
    """Frees the ids of events that waited in vain: a rejected event does not use up its id."""
    if events:
        await execute(conn, FORGET, [e.source for e in events], [e.event_id for e in events])
