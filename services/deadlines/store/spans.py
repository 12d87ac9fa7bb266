"""How are deadlines kept as spans of time? Read and written a chunk of subjects at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import astuple
from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store.tables import DEADLINE_SPANS, DEADLINES, WAKEUPS
from shared.database.bulk import insert_rows
from shared.database.by_key import lying_at, rows_by_key
from shared.database.rows import execute, fetch
from shared.dialogue.deadline import DeadlineSpan, Standing
from shared.events.deadlines import DeadlineKind

SPAN_FIELDS = DeadlineSpan.__struct_fields__
SPAN_COLUMNS = (*SPAN_FIELDS, "subject", "group", "overdue_from", "known_at", "unfired", "remind_at")
DEADLINE_COLUMNS = (
    "deadline_id", "subject", "kind", "rule", "unit_id", "conference_id", "petition_id", "soft", "due_on",
    "state", "met_at", "void_reason", "provisional", "calendar_version", "revision", "told_until", "set_at",
)  # fmt: skip
OPEN, MET, VOID = Standing.OPEN, Standing.MET, Standing.VOID
_KINDS = {kind.value: kind for kind in DeadlineKind}
_CHANGING = [c for c in DEADLINE_COLUMNS if c not in ("deadline_id", "set_at")]
_REPLACE = "ON CONFLICT (deadline_id) DO UPDATE SET " + ", ".join(f"{c} = excluded.{c}" for c in _CHANGING)

READ_DEADLINES = rows_by_key("deadline_id, subject, revision, told_until, set_at", "deadlines", "subject")
READ_SPANS = rows_by_key(
    f'{", ".join(SPAN_FIELDS)}, overdue_from, known_at, "group", remind_at', "deadline_spans", "deadline_id"
) + " ORDER BY deadline_id, from_at"  # fmt: skip
READ_FIRED = (
    rows_by_key("deadline_id, due_on", "overdue_events", "deadline_id") + " WHERE retracted_at IS NULL"
)
READ_REMINDED = rows_by_key("deadline_id, due_on, working_days_left", "approaching_events", "deadline_id")
DROP = f"DELETE FROM deadline_spans WHERE {lying_at('deadline_spans', 'deadline_id')}"
"""Who writes spans has locked their subjects."""
NO_WAKEUP = "DELETE FROM wakeups WHERE subject = ANY($1)"
RETRACT = (
    "UPDATE overdue_events o SET retracted_at = $3 "
    "FROM unnest($1::text[], $2::date[]) AS w(deadline_id, due_on) "
    "WHERE o.deadline_id = w.deadline_id AND o.due_on = w.due_on"
)


class Stored(msgspec.Struct):
    """A deadline as it is kept now."""

    subject: str
    revision: int
    told_until: datetime
    set_at: datetime
    spans: list[DeadlineSpan] = []
    known: dict[tuple[date, datetime], datetime] = {}
    """Since when it was to be known that it is overdue for that day, from that moment."""
    groups: dict[datetime, str] = {}
    """Of a petition: its group at each moment at which it becomes overdue."""
    fired: set[date] = set()
    reminders: dict[datetime, datetime] = {}
    """By the beginning of a span: from when on it is to be told that it approaches."""
    reminded: dict[date, set[int]] = {}
    """By due day: with how many working days left that was told."""


class Kept(msgspec.Struct, frozen=True):
    """A deadline as it is to be kept from now on."""

    deadline_id: str
    subject: str
    spans: Sequence[DeadlineSpan]
    """Empty: it never was owed."""
    last: DeadlineSpan
    revision: int
    told_until: datetime
    set_at: datetime
    overdue: Mapping[datetime, datetime]
    """By the beginning of a span: since when it is overdue (deadline.overdue_spans)."""
    known: Mapping[tuple[date, datetime], datetime]
    unfired: Mapping[date, datetime]
    """The due days that everybody is still to be told of, and from when on it is overdue for them."""
    groups: Mapping[datetime, str]
    reminders: Mapping[datetime, datetime]
    new: bool = False
    """Nothing is kept of it yet."""


async def read(conn: AsyncConnection, subjects: Collection[str]) -> dict[str, Stored]:
    """The deadlines of `subjects` by id: one statement a table."""
    found: dict[str, Stored] = {}
    for deadline_id, subject, *told in await fetch(conn, READ_DEADLINES, sorted(subjects)):
        found[deadline_id] = Stored(subject, *told)
    if not found:
        return found
    wanted = sorted(found)
    for row in await fetch(conn, READ_SPANS, wanted):
        *values, overdue_from, known_at, group, remind_at = row
        span = from_row(values)
        stored = found[span.deadline_id]
        stored.spans.append(span)
        if overdue_from is not None:
            stored.known[span.due_on, overdue_from] = known_at
            if group is not None:
                stored.groups[overdue_from] = group
        if remind_at is not None:
            stored.reminders[span.from_at] = remind_at
    for deadline_id, due_on in await fetch(conn, READ_FIRED, wanted):
        found[deadline_id].fired.add(due_on)
    for deadline_id, due_on, left in await fetch(conn, READ_REMINDED, wanted):
        found[deadline_id].reminded.setdefault(due_on, set()).add(left)
    return found


def from_row(values: Iterable[Any]) -> DeadlineSpan:
    """The span in a row of `SPAN_FIELDS`."""
    deadline_id, kind, *others = values
    return DeadlineSpan(deadline_id, _KINDS[kind], *others)


async def write(conn: AsyncConnection, kept: Sequence[Kept]) -> None:
    """Replaces the spans of these deadlines, and how they stand."""
    if not kept:
        return
    new, known = [k for k in kept if k.new], [k for k in kept if not k.new]
    if known:
        await execute(conn, DROP, [k.deadline_id for k in known])
    rows = [row for k in kept for row in _span_rows(k)]
    await insert_rows(conn, DEADLINE_SPANS, SPAN_COLUMNS, rows)
    await insert_rows(conn, DEADLINES, DEADLINE_COLUMNS, [_deadline_row(k) for k in new])
    await insert_rows(conn, DEADLINES, DEADLINE_COLUMNS, [_deadline_row(k) for k in known], _REPLACE)


def _span_rows(kept: Kept) -> Iterable[tuple[Any, ...]]:
    for span in kept.spans:
        overdue_from = kept.overdue.get(span.from_at)
        unfired = overdue_from is not None and kept.unfired.get(span.due_on) == overdue_from
        known_at = kept.known[span.due_on, overdue_from] if overdue_from else kept.set_at
        group = kept.groups.get(overdue_from) if overdue_from else None
        remind_at = kept.reminders.get(span.from_at)
        yield (*astuple(span), kept.subject, group, overdue_from, known_at, unfired, remind_at)


def _deadline_row(kept: Kept) -> tuple[Any, ...]:
    last = kept.last
    state = MET if last.met_at else VOID if last.void_reason else OPEN
    return (
        kept.deadline_id, kept.subject, last.kind, last.rule, last.unit_id, last.conference_id,
        last.petition_id, last.soft, last.due_on, state, last.met_at, last.void_reason, last.provisional,
        last.calendar_version, kept.revision, kept.told_until, kept.set_at,
    )  # fmt: skip


async def retract(conn: AsyncConnection, what: Sequence[tuple[str, date]], now: datetime) -> None:
    """Notes that these overdue events were taken back."""
    if what:
        await execute(conn, RETRACT, [d for d, _ in what], [on for _, on in what], now)


async def wake_at(conn: AsyncConnection, wakeups: Mapping[str, datetime | None]) -> None:
    """When each subject is to be folded again by itself, if at all."""
    if resting := sorted(s for s, at in wakeups.items() if at is None):
        await execute(conn, NO_WAKEUP, resting)
    rows = sorted((subject, at) for subject, at in wakeups.items() if at is not None)
    await insert_rows(
        conn, WAKEUPS, ("subject", "at"), rows, "ON CONFLICT (subject) DO UPDATE SET at = excluded.at"
    )
