"""Which deadlines are in a list, as things stood at a moment? Oldest due first, a page at a time.

A page is read by index, however deep it lies: of each kind, and of each way in which a span can stand, the
first rows by due day; of these the first. The total is counted once and goes on in the cursor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store.overdue import HORIZON
from services.deadlines.store.spans import SPAN_FIELDS, from_row
from services.deadlines.store.tables import MET, UNMET, VOID
from shared.clock import local_date
from shared.database.rows import fetch
from shared.dialogue.deadline import DeadlineSpan, Standing
from shared.events.deadlines import DeadlineKind

_FIELDS: Final = ", ".join(f"s.{name}" for name in SPAN_FIELDS)
_KINDS: Final = tuple(kind.value for kind in DeadlineKind)
_HOLDS: Final = "s.from_at <= $1 AND s.to_at > $1"
STANDING: Final = {
    # A span is not overdue before it begins: that it has begun need not be asked.
    Standing.OVERDUE: "s.overdue_from <= $1 AND s.to_at > $1",
    # Within its day still: the day of `as_of` itself is not past.
    Standing.OPEN: f"{UNMET} AND s.due_on >= $2 AND {_HOLDS}",
    Standing.MET: f"{MET} AND {_HOLDS}",
    Standing.VOID: f"{VOID} AND {_HOLDS}",
}
"""A span that holds stands in one of these ways, each with indexes of its own."""
_GIVEN: Final = "$2::date IS NOT NULL AND $3::text[] IS NOT NULL"
"""Not each list asks for the day or the kinds."""


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
    total: int | None = None
    """What the page before said: it is not counted again."""

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
    known_until: datetime | None = None
    """Of what was recorded later some may be missing; None: of anything. The first page says it."""


async def page(conn: AsyncConnection, wanted: Wanted) -> Page:
    """The page from the spans kept."""
    total, known_until = wanted.total, None
    if total is None:
        counted, arguments = counting(wanted)
        ((total, known_until),) = await fetch(conn, counted, *arguments)
    listed, arguments = listing(wanted)
    spans = [from_row(row) for row in await fetch(conn, listed, *arguments)]
    return Page(total, spans[: wanted.limit], len(spans) > wanted.limit, known_until)


def counting(wanted: Wanted) -> tuple[str, list[Any]]:
    """The statement, and its arguments, by which the list is counted, and up to when it is known."""
    rest, arguments = _asked(wanted)
    counts = (
        f"(SELECT count(*) FROM deadline_spans s WHERE {STANDING[state]}{_of_kinds(wanted)}{rest})"
        for state in _states(wanted)
    )
    return f"SELECT {' + '.join(counts)}, ({HORIZON}) WHERE {_GIVEN}", arguments


def listing(wanted: Wanted) -> tuple[str, list[Any]]:
    """The statement, and its arguments, by which its page is read, and one row more if there is one."""
    rest, arguments = _asked(wanted)
    if wanted.after is not None:
        arguments += wanted.after
        rest += f" AND (s.due_on, s.deadline_id) > (${len(arguments) - 1}::date, ${len(arguments)})"
    first = f"ORDER BY s.due_on, s.deadline_id LIMIT {wanted.limit + 1}"
    firsts = (
        f"(SELECT {_FIELDS} FROM deadline_spans s WHERE {STANDING[state]}{_of_kinds(wanted)}{rest} {first})"
        # As many as are overdue at that moment are read and sorted: they are found by since when.
        if state is Standing.OVERDUE
        else f"SELECT s.* FROM unnest($3::text[]) AS wanted(kind) CROSS JOIN LATERAL (SELECT {_FIELDS} "
        f"FROM deadline_spans s WHERE s.kind = wanted.kind AND {STANDING[state]}{rest} {first}) AS s"
        for state in _states(wanted)
    )
    return f"SELECT * FROM ({' UNION ALL '.join(firsts)}) AS s WHERE {_GIVEN} {first}", arguments


def _states(wanted: Wanted) -> Sequence[Standing]:
    return tuple(STANDING) if wanted.state is None else (wanted.state,)


def _of_kinds(wanted: Wanted) -> str:
    return " AND s.kind = ANY($3)" if wanted.kinds else ""


def _asked(wanted: Wanted) -> tuple[str, list[Any]]:
    """What is asked of each span beside how it stands, and the arguments so far."""
    arguments = [wanted.as_of, local_date(wanted.as_of), list(wanted.kinds or _KINDS)]
    if wanted.unit_id is None:
        return "", arguments
    return " AND s.unit_id = $4", [*arguments, wanted.unit_id]


def page_of(spans: Sequence[DeadlineSpan], wanted: Wanted) -> Page:
    """The same page of spans at hand that hold at `as_of`."""
    taken = sorted((s for s in spans if wanted.takes(s)), key=lambda s: (s.due_on, s.deadline_id))
    after = wanted.after
    behind = [s for s in taken if after is None or (s.due_on, s.deadline_id) > after]
    return Page(len(taken), behind[: wanted.limit], len(behind) > wanted.limit)
