"""The acts that petitions folds from: its own, and what its conferences did."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.acts_taken_in import BySubject, acts_by_key, read_acts

ACTS = acts_by_key("subject")


async def of_subjects(conn: AsyncConnection, subjects: Iterable[str]) -> BySubject:
    """The acts of these subjects, by subject."""
    return await read_acts(conn, ACTS, sorted(set(subjects)))
