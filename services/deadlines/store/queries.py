"""Which deadlines are there, as things stood at a moment? Read from their spans, oldest due first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store.spans import SPAN_FIELDS, from_row
from shared.clock import local_date
from shared.database.rows import fetch
from shared.dialogue.deadline import DeadlineSpan, Standing

_FIELDS = ", ".join(f"s.{name}" for name in SPAN_FIELDS)
_STANDING = {
    Standing.OVERDUE: "s.overdue_from <= $1",
    # Within its day still: the day of `as_of` itself is not past.
    Standing.OPEN: "s.met_at IS NULL AND s.void_reason IS NULL AND s.due_on >= $2",
    Standing.MET: "s.met_at IS NOT NULL",
    Standing.VOID: "s.void_reason IS NOT NULL",
}
ONE = f"SELECT {_FIELDS} FROM deadline_spans s WHERE s.deadline_id = $1 ORDER BY s.from_at"
BY_UNIT = (
    "SELECT unit_id, count(*), min(due_on) FROM deadline_spans "
    "WHERE overdue_from <= $1 AND from_at <= $1 AND $1 < to_at "
    "AND kind IN ('petition_answer', 'written_answer') GROUP BY unit_id"
)
BY_KIND = (
    "SELECT kind, count(*) FROM deadline_spans WHERE from_at <= $1 AND $1 < to_at "
    "AND met_at IS NULL AND void_reason IS NULL GROUP BY kind"
)
SUBJECTS_OF = """
SELECT 'petition/' || p.petition_id FROM petition_conferences p JOIN conference_units u USING (conference_id)
WHERE u.unit_id = ANY($1)
UNION SELECT 'conference/' || conference_id FROM conference_units WHERE unit_id = ANY($1)
UNION SELECT 'unit/' || w FROM unnest($1::text[]) w
"""
SUBJECTS = "SELECT subject FROM followed"
OPEN_SUBJECTS = (
    "SELECT DISTINCT subject FROM deadline_spans s WHERE met_at IS NULL AND void_reason IS NULL ORDER BY 1"
)
SUBJECT_OF = "SELECT subject FROM deadlines WHERE deadline_id = $1"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for."""

    as_of: datetime
    state: Standing | None = None
    kinds: tuple[str, ...] = ()
    unit_id: str | None = None
    after: tuple[date, str] | None = None
    """The place of the last row of the page before."""
    limit: int = 100

    def takes(self, span: DeadlineSpan) -> bool:
        """Does a span that holds at `as_of` belong in the list, whatever the page?"""
        return (
            (not self.kinds or span.kind in self.kinds)
            and (self.unit_id is None or span.unit_id == self.unit_id)
            and (self.state is None or span.standing_at(self.as_of) is self.state)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and how long the whole list is."""

    total: int
    spans: Sequence[DeadlineSpan]
    more: bool


async def page(conn: AsyncConnection, wanted: Wanted) -> Page:
    """The page from the spans kept."""
    where = ["s.from_at <= $1", "$1 < s.to_at", "$2::date IS NOT NULL"]
    arguments: list[Any] = [wanted.as_of, local_date(wanted.as_of)]
    if wanted.state is not None:
        where.append(_STANDING[wanted.state])
    if wanted.kinds:
        arguments.append(list(wanted.kinds))
        where.append(f"s.kind = ANY(${len(arguments)})")
    if wanted.unit_id is not None:
        arguments.append(wanted.unit_id)
        where.append(f"s.unit_id = ${len(arguments)}")
    total = (
        await conn.exec_driver_sql(
            f"SELECT count(*) FROM deadline_spans s WHERE {' AND '.join(where)}", tuple(arguments)
        )
    ).scalar_one()
    if wanted.after is not None:
        arguments += wanted.after
        where.append(f"(s.due_on, s.deadline_id) > (${len(arguments) - 1}, ${len(arguments)})")
    found = await fetch(
        conn,
        f"SELECT {_FIELDS} FROM deadline_spans s WHERE {' AND '.join(where)} "
        f"ORDER BY s.due_on, s.deadline_id LIMIT {wanted.limit + 1}",
        *arguments,
    )
    spans = [from_row(row) for row in found]
    return Page(total, spans[: wanted.limit], len(spans) > wanted.limit)


def page_of(spans: Sequence[DeadlineSpan], wanted: Wanted) -> Page:
    """The same page of spans at hand that hold at `as_of`."""
    taken = sorted((s for s in spans if wanted.takes(s)), key=lambda s: (s.due_on, s.deadline_id))
    after = wanted.after
    behind = [s for s in taken if after is None or (s.due_on, s.deadline_id) > after]
    return Page(len(taken), behind[: wanted.limit], len(behind) > wanted.limit)


async def timeline(conn: AsyncConnection, deadline_id: str) -> list[DeadlineSpan]:
    """The spans of one deadline; empty if there is none of this id."""
    return [from_row(row) for row in await fetch(conn, ONE, deadline_id)]


async def subject_of(conn: AsyncConnection, deadline_id: str) -> str | None:
    """What the deadline binds, as it was ever known."""
    return (await conn.exec_driver_sql(SUBJECT_OF, (deadline_id,))).scalar_one_or_none()


async def open_subjects(conn: AsyncConnection) -> list[str]:
    """Everything of which some deadline is, was or will be open."""
    return list((await conn.exec_driver_sql(OPEN_SUBJECTS)).scalars())


async def subjects(conn: AsyncConnection, unit_ids: Sequence[str] | None) -> list[str]:
    """Everything facts were heard about, or everything that was ever of one of these units."""
    if unit_ids is None:
        return sorted((await conn.exec_driver_sql(SUBJECTS)).scalars())
    return sorted((await conn.exec_driver_sql(SUBJECTS_OF, (list(unit_ids),))).scalars())


async def overdue_by_unit(conn: AsyncConnection, at: datetime) -> dict[str, tuple[int, date]]:
    """Overdue answers at `at` by unit: how many, and the oldest due day."""
    return {unit: (count, oldest) for unit, count, oldest in await fetch(conn, BY_UNIT, at)}


async def open_by_kind(conn: AsyncConnection, at: datetime) -> dict[str, int]:
    """Deadlines owed at `at`, overdue ones included, by kind."""
    return dict(tuple(row) for row in await fetch(conn, BY_KIND, at))
