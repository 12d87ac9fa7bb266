"""The acts that notices folds from: all but the registrations, which are many and looked up by id."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.store.tables import TYPED_IN
from shared.database.rows import fetch
from shared.dialogue.acts import Act
from shared.messaging.acts_taken_in import BySubject, acts_by_key, read_acts

OF_SUBJECTS = acts_by_key("subject", among="name <> 'ParticipantRegistered'")
REGISTRATIONS = acts_by_key("subject", "event_id", among="name = 'ParticipantRegistered'")

MOST_TYPED = 20
OF_OFFICERS = (
    "SELECT name, time, unit_id, event_id, data, recorded_at FROM acts "
    f"WHERE subject = $1 AND unit_id = $2 AND {TYPED_IN} ORDER BY sequence DESC LIMIT {MOST_TYPED}"
)


async def of_subjects(conn: AsyncConnection, subjects: Iterable[str]) -> BySubject:
    """The acts of these conferences and units, as taken in, without registrations."""
    return await read_acts(conn, OF_SUBJECTS, sorted(set(subjects)))


async def registrations(conn: AsyncConnection, events: Iterable[tuple[str, str]]) -> BySubject:
    """The registrations among these events, each named by its subject and id."""
    wanted = sorted(set(events))
    return await read_acts(conn, REGISTRATIONS, [s for s, _ in wanted], [e for _, e in wanted])


async def typed_in(conn: AsyncConnection, subject: str, unit_id: str) -> list[Act]:
    """The last registrations that officers of the unit typed in."""
    return [Act(*row) for row in await fetch(conn, OF_OFFICERS, subject, unit_id)]
