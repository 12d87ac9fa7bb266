"""Which acts were taken in about some subjects, and what was an event about? What desks decide on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.by_key import rows_by_key
from shared.database.rows import fetch
from shared.dialogue.acts import Act
from shared.messaging.inbox import EventKey

BySubject = dict[str, list[Act]]
TAKEN = rows_by_key("source, event_id, subject", "inbox", "source", "event_id")


def acts_by_key(*keys: str, among: str = "") -> str:
    """The statement that reads the acts of these keys, each subject's in the order they were taken in."""
    columns = "subject, name, time, unit_id, event_id, data, recorded_at"
    return rows_by_key(columns, "acts", *keys, among=among) + " ORDER BY subject, sequence"


async def read_acts(conn: AsyncConnection, statement: str, *keys: Sequence[Any]) -> BySubject:
    """The acts that `acts_by_key` finds, by subject; nothing is asked where no key is."""
    found: BySubject = {}
    if not keys[0]:
        return found
    for subject, *act in await fetch(conn, statement, *keys):
        found.setdefault(subject, []).append(Act(*act))
    return found


async def taken_for(conn: AsyncConnection, keys: Sequence[EventKey]) -> dict[EventKey, str]:
    """Under which subject these events were taken in."""
    if not keys:
        return {}
    rows = await fetch(conn, TAKEN, [s for s, _ in keys], [e for _, e in keys])
    return {(source, event_id): subject for source, event_id, subject in rows}
