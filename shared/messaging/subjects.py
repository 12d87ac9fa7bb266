"""Who may write about a subject now, and with which number? One sorted statement locks a batch's subjects."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute, fetch, fetch_column

CREATE = (
    "INSERT INTO subjects (subject, last_sequence) SELECT s, 0 FROM unnest($1::text[]) s ORDER BY s "
    "ON CONFLICT (subject) DO NOTHING RETURNING subject"
)
LOCK = "SELECT subject, last_sequence FROM subjects WHERE subject = ANY($1) ORDER BY subject FOR UPDATE"
RESERVE = (
    "INSERT INTO subjects AS s (subject, last_sequence) "
    "SELECT * FROM unnest($1::text[], $2::bigint[]) AS w(subject, number) ORDER BY subject "
    "ON CONFLICT (subject) DO UPDATE SET last_sequence = s.last_sequence + excluded.last_sequence "
    "RETURNING subject, last_sequence"
)
NUMBER = (
    "UPDATE subjects s SET last_sequence = n.last FROM unnest($1::text[], $2::bigint[]) AS n(subject, last) "
    "WHERE s.subject = n.subject AND s.subject = ANY($1)"
)
"""The array is named twice, so that the subjects are found by their index: the table is not read through."""


class Sequences:
    """The numbers of the subjects a transaction has locked; `next` hands them out, `write` keeps the last."""

    def __init__(self, locked: Mapping[str, int], kept: Mapping[str, int] | None = None) -> None:
        """`locked`: the last number of each; `kept`: what its row says already, if that is another."""
        self._last = dict(locked)
        self._kept = kept or locked

    def last(self, subject: str) -> int:
        """The number of the subject's newest fact, 0 if it has none."""
        return self._last[subject]

    def next(self, subject: str) -> int:
        """The next number of a locked subject (KeyError if this transaction does not hold it)."""
        self._last[subject] += 1
        return self._last[subject]

    async def write(self, conn: AsyncConnection) -> None:
        """Keeps the numbers handed out, with one statement; none where the rows say so already."""
        changed = sorted(subject for subject, last in self._last.items() if last != self._kept[subject])
        if changed:
            await execute(conn, NUMBER, changed, [self._last[subject] for subject in changed])


async def lock(conn: AsyncConnection, subjects: Iterable[str]) -> Sequences:
    """Creates and locks `subjects`, sorted, so that no two transactions wait for each other in a ring.

    It takes three that make subjects at one moment; PostgreSQL breaks that, and one is tried again.
    """
    wanted = sorted(set(subjects))
    locked: dict[str, int] = {}
    while missing := [subject for subject in wanted if subject not in locked]:
        # A row made here is as good as locked; the second look is for what others made meanwhile.
        locked |= await _locked(conn, missing)
        new = [subject for subject in missing if subject not in locked]
        locked |= dict.fromkeys(await fetch_column(conn, CREATE, new), 0) if new else {}
    return Sequences(locked)


async def reserve(conn: AsyncConnection, wanted: Mapping[str, int]) -> Sequences:
    """Creates and locks these subjects in the same order and takes so many numbers of each, in one pass.

    For who can guess how many facts there will be; `write` puts right where it became others.
    """
    subjects = sorted(wanted)
    found = await fetch(conn, RESERVE, subjects, [wanted[subject] for subject in subjects])
    kept: dict[str, int] = {subject: last for subject, last in found}
    return Sequences({subject: last - wanted[subject] for subject, last in kept.items()}, kept)


async def _locked(conn: AsyncConnection, wanted: list[str]) -> dict[str, int]:
    return {subject: last for subject, last in await fetch(conn, LOCK, wanted)}
