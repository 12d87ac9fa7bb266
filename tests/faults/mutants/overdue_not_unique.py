"""Who was accused is remembered by the process and not in the books: a new process accuses again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store import overdue
from shared.database.rows import execute
from tests.faults.mutants.patching import Patch

STILL = "UPDATE deadline_spans SET unfired = true WHERE deadline_id = ANY($1) AND overdue_from IS NOT NULL"


def apply(patch: Patch) -> None:
    candidates, take, told = overdue.candidates, overdue.take, set[str]()

    async def not_by_me(conn: AsyncConnection, ready: Any, limit: int) -> dict[str, int]:
        found = await candidates(conn, ready, limit)
        return {subject: many for subject, many in found.items() if subject not in told}

    async def by_me(conn: AsyncConnection, ready: Any, subjects: Iterable[str], now: datetime) -> list[Any]:
        taken = [{**row, "before": 0} for row in await take(conn, ready, subjects, now)]
        told.update(subjects)
        await execute(conn, STILL, [row["deadline_id"] for row in taken])
        return taken

    patch(overdue, "candidates", not_by_me)
    patch(overdue, "take", by_me)
