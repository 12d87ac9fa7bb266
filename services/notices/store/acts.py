"""The acts that notices folds from: all but the registrations, which are many and looked up by id."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.dialogue.acts import Act
from shared.messaging.inbox import EventKey

COLUMNS = 'subject, name, "time", unit_id, event_id, data, recorded_at'
OF_SUBJECTS = (
    f"SELECT {COLUMNS} FROM acts WHERE subject = ANY($1) AND name <> 'ParticipantRegistered' "
    "ORDER BY subject, sequence"
)
REGISTRATIONS = (
    f"SELECT {COLUMNS} FROM acts WHERE subject = ANY($1) AND event_id = ANY($2) "
    "AND name = 'ParticipantRegistered' ORDER BY subject, sequence"
)
TAKEN = (
    "SELECT i.source, i.event_id, i.subject FROM inbox i "
    "JOIN unnest($1::text[], $2::text[]) AS w(source, event_id) USING (source, event_id)"
)

BySubject = dict[str, list[Act]]


async def of_subjects(conn: AsyncConnection, subjects: Iterable[str]) -> BySubject:
    """The acts of these conferences and units, as taken in, without registrations."""
    return await _acts(conn, OF_SUBJECTS, (sorted(set(subjects)),))


async def registrations(
    conn: AsyncConnection, subjects: Iterable[str], event_ids: Iterable[str]
) -> BySubject:
    """The registrations among these events."""
    return await _acts(conn, REGISTRATIONS, (sorted(set(subjects)), sorted(set(event_ids))))


async def taken_for(conn: AsyncConnection, keys: Sequence[EventKey]) -> dict[EventKey, str]:
    """Under which subject these events were taken in."""
    if not keys:
        return {}
    rows = await conn.exec_driver_sql(TAKEN, ([s for s, _ in keys], [e for _, e in keys]))
    return {(row.source, row.event_id): row.subject for row in rows}


async def _acts(conn: AsyncConnection, statement: str, wanted: tuple[list[str], ...]) -> BySubject:
    found: BySubject = {}
    if not all(wanted):
        return found
    for row in await conn.exec_driver_sql(statement, wanted):
        act = Act(row.name, row.time, row.unit_id, row.event_id, _values(row.data), row.recorded_at)
        found.setdefault(row.subject, []).append(act)
    return found


def _values(data: Any) -> Mapping[str, Any]:
    return msgspec.json.decode(data) if isinstance(data, str | bytes) else data
