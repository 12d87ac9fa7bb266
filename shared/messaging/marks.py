"""Whose derived rows have to be folded again? Subjects are marked, and their marks taken by whoever folds."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute, fetch, fetch_column

NARROW: Final = "petition/"
"""On these nothing else hangs; all others are wide: folding one may mark others (in_place.py)."""
MARK = (
    "INSERT INTO recomputations (subject, generation) SELECT s, 1 FROM unnest($1::text[]) AS w(s) ORDER BY s "
    "ON CONFLICT (subject) DO UPDATE SET generation = recomputations.generation + 1"
)
LOOK = "SELECT subject FROM recomputations WHERE subject <> ALL($2::text[]) ORDER BY subject LIMIT $1"
_TAKE = (
    "WITH taken AS MATERIALIZED (SELECT subject FROM recomputations WHERE {} ORDER BY subject {}) "
    "DELETE FROM recomputations r USING taken t WHERE r.subject = t.subject "
    "RETURNING r.subject, r.generation"
)
TAKE_NARROW = _TAKE.format(
    f"starts_with(subject, '{NARROW}') AND subject <> ALL($2::text[])", "LIMIT $1 FOR UPDATE SKIP LOCKED"
)
TAKE_THESE = _TAKE.format("subject = ANY($1)", "FOR UPDATE SKIP LOCKED")
UNMARK = _TAKE.format("subject = ANY($1)", "FOR UPDATE")


async def mark(conn: AsyncConnection, subjects: Iterable[str]) -> None:
    """These subjects are to be folded again: one sorted statement."""
    wanted = sorted(set(subjects))
    if wanted:
        await execute(conn, MARK, wanted)


async def unmark(conn: AsyncConnection, subjects: Sequence[str]) -> None:
    """These are being folded here: whoever has taken a mark of theirs is waited for, nobody takes one now."""
    await execute(conn, UNMARK, list(subjects))


async def look(conn: AsyncConnection, limit: int, but_not: Collection[str]) -> list[str]:
    """The first marks as they stand, nobody's yet."""
    return await fetch_column(conn, LOOK, limit, sorted(but_not))


async def take_narrow(conn: AsyncConnection, limit: int, but_not: Collection[str]) -> dict[str, int]:
    """Marks of petitions that nobody else has taken, with how often each was made: who marks one meanwhile
    waits, and marks anew.
    """
    return _by_subject(await fetch(conn, TAKE_NARROW, limit, sorted(but_not)))


async def take_these(conn: AsyncConnection, subjects: Sequence[str]) -> dict[str, int]:
    """Those of these marks that are still there and nobody else's, with how often each was made."""
    return _by_subject(await fetch(conn, TAKE_THESE, list(subjects)))


def _by_subject(rows: Iterable[Any]) -> dict[str, int]:
    found: dict[str, int] = dict(tuple(row) for row in rows)
    return dict(sorted(found.items()))
