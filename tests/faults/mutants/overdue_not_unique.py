"""Who was accused is remembered by the process and not in the books: a new process accuses again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store import overdue
from shared.database.rows import execute
from tests.faults.mutants.patching import Patch

STILL = "UPDATE deadline_spans SET unfired = true WHERE deadline_id = ANY($1) AND overdue_from IS NOT NULL"


def apply(patch: Patch) -> None:
    candidates, take, told = overdue.candidates, overdue.take, set[str]()

    async def not_by_me(conn: AsyncConnection, ready: Any, limit: int) -> list[str]:
        return [subject for subject in await candidates(conn, ready, limit) if subject not in told]

    async def by_me(conn: AsyncConnection, ready: Any, subjects: Sequence[str]) -> list[Any]:
        taken = await take(conn, ready, subjects)
        told.update(subjects)
        await execute(conn, STILL, [row["deadline_id"] for row, _ in taken])
        return [(row, 0) for row, _ in taken]

    patch(overdue, "candidates", not_by_me)
    patch(overdue, "take", by_me)
