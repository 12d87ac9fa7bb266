"""The acts that petitions folds from: its own, and what its conferences did."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.by_key import rows_by_key
from shared.database.rows import fetch
from shared.dialogue.acts import Act

ACTS = (
    rows_by_key("name, time, unit_id, event_id, data, recorded_at, subject", "acts", "subject")
    + " ORDER BY subject, sequence"
)
TAKEN = rows_by_key("source, event_id, subject", "inbox", "source", "event_id")


async def of_subjects(conn: AsyncConnection, subjects: Sequence[str]) -> dict[str, list[Act]]:
    """The acts of these subjects, by subject."""
    found: dict[str, list[Act]] = {}
    if not subjects:
        return found
    rows = await fetch(conn, ACTS, sorted(subjects))
    for name, time, unit_id, event_id, data, recorded_at, subject in rows:
        act = Act(name, time, unit_id, event_id, _values(data), recorded_at)
        found.setdefault(subject, []).append(act)
    return found


async def taken_for(conn: AsyncConnection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Under which subject these events were taken in."""
    if not keys:
        return {}
    rows = await fetch(conn, TAKEN, [s for s, _ in keys], [e for _, e in keys])
    return {(source, event_id): subject for source, event_id, subject in rows}


def _values(data: Any) -> Mapping[str, Any]:
    return msgspec.json.decode(data) if isinstance(data, str | bytes) else data
