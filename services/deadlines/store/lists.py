"""Which deadlines are in a list, as things stood at a moment? Oldest due first, a page at a time.

A page is read by index, however deep it lies: of each kind, and of each way in which a span can stand, the
first rows by due day; of these the first. The total is counted once and goes on in the cursor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store.overdue import HORIZON
from services.deadlines.store.spans import SPAN_FIELDS, from_row
from services.deadlines.store.tables import ENDED, LASTS, MET, UNMET, VOID
from shared.clock import local_date
from shared.database.rows import fetch
from shared.dialogue.deadline import DeadlineSpan, Standing
from shared.events.deadlines import DeadlineKind

_FIELDS: Final = ", ".join(f"s.{name}" for name in SPAN_FIELDS)
_PLACE: Final = "s.due_on, s.deadline_id, s.from_at"
"""What the indexes know: only of the page's own spans the rest is read."""
_KINDS: Final = tuple(kind.value for kind in DeadlineKind)
_HOLDS: Final = "s.from_at <= $1 AND s.to_at > $1"
# Past its day: the day of `as_of` itself is not.
_IS_OVERDUE: Final = f"{UNMET} AND s.{LASTS} AND s.due_on < $2 AND s.from_at <= $1"
# A span is not overdue before it begins: that it has begun need not be asked.
_WAS_OVERDUE: Final = f"s.overdue_from <= $1 AND s.to_at > $1 AND s.{ENDED}"
"""As many as were so at that moment and are no more are read and sorted: they are found by until when."""
WAYS: Final[Mapping[Standing, Sequence[str]]] = {
    Standing.OVERDUE: (_IS_OVERDUE, _WAS_OVERDUE),
    Standing.OPEN: (f"{UNMET} AND s.due_on >= $2 AND {_HOLDS}",),
    Standing.MET: (f"{MET} AND {_HOLDS}",),
    Standing.VOID: (f"{VOID} AND {_HOLDS}",),
}
"""A span that holds stands in one of these ways, each with indexes; what is overdue still is so, or was."""
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
    arguments = _arguments(wanted)
    counts = (
        f"(SELECT count(*) FROM deadline_spans s WHERE {way}{_of_kinds(wanted)}{_of_unit(wanted, way)})"
        for way in _ways(wanted)
    )
    return f"SELECT {' + '.join(counts)}, ({HORIZON}) WHERE {_GIVEN}", arguments


def listing(wanted: Wanted) -> tuple[str, list[Any]]:
    """The statement, and its arguments, by which its page is read, and one row more if there is one."""
    arguments, behind = _arguments(wanted), ""
    if wanted.after is not None:
        arguments += wanted.after
        behind = f" AND (s.due_on, s.deadline_id) > (${len(arguments) - 1}::date, ${len(arguments)})"
    first = f"ORDER BY s.due_on, s.deadline_id LIMIT {wanted.limit + 1}"
    firsts = (_firsts(wanted, way, behind, first) for way in _ways(wanted))
    found = f"SELECT * FROM ({' UNION ALL '.join(firsts)}) AS s WHERE {_GIVEN} {first}"
    return (
        f"SELECT {_FIELDS} FROM ({found}) AS found JOIN deadline_spans s USING (deadline_id, from_at) "
        "ORDER BY s.due_on, s.deadline_id"
    ), arguments


def _firsts(wanted: Wanted, way: str, behind: str, first: str) -> str:
    asked = f"SELECT {_PLACE} FROM deadline_spans s WHERE {way}{_of_unit(wanted, way)}{behind}"
    if way is _WAS_OVERDUE:
        return f"({asked}{_of_kinds(wanted)} {first})"
    of_kind = f"({asked} AND s.kind = wanted.kind {first})"
    return f"SELECT s.* FROM unnest($3::text[]) AS wanted(kind) CROSS JOIN LATERAL {of_kind} AS s"


def _ways(wanted: Wanted) -> Sequence[str]:
    states = WAYS if wanted.state is None else (wanted.state,)
    return [way for state in states for way in WAYS[state]]


def _of_kinds(wanted: Wanted) -> str:
    return " AND s.kind = ANY($3)" if wanted.kinds else ""


def _of_unit(wanted: Wanted, way: str) -> str:
    if wanted.unit_id is None:
        return ""
    # By the unit's own indexes what it ever owed would be read to find what it owes still.
    return " AND s.unit_id || '' = $4" if way is _IS_OVERDUE else " AND s.unit_id = $4"


def _arguments(wanted: Wanted) -> list[Any]:
    """What each statement asks with: the moment, its day, the kinds, and the unit if there is one."""
    arguments = [wanted.as_of, local_date(wanted.as_of), list(wanted.kinds or _KINDS)]
    return arguments if wanted.unit_id is None else [*arguments, wanted.unit_id]


def page_of(spans: Sequence[DeadlineSpan], wanted: Wanted) -> Page:
    """The same page of spans at hand that hold at `as_of`."""
    taken = sorted((s for s in spans if wanted.takes(s)), key=lambda s: (s.due_on, s.deadline_id))
    after = wanted.after
    behind = [s for s in taken if after is None or (s.due_on, s.deadline_id) > after]
    return Page(len(taken), behind[: wanted.limit], len(behind) > wanted.limit)
