"""What is a deadline in time? A timeline of spans: due when, met or void since when (R4–R18)?

Overdue is a comparison, never a state that is stored: past the due day, and neither met nor void.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from shared.clock import end_of, local_date
from shared.dialogue.readings import SOFT_DEADLINES_FIRE_OVERDUE
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays


class Standing(StrEnum):
    """How a deadline stands at a moment. An overdue one is open too, but is called by the worse name."""

    OPEN = "open"
    OVERDUE = "overdue"
    MET = "met"
    VOID = "void"


class DeadlineSpan(msgspec.Struct, frozen=True):
    """From when until when a deadline stood so: as of any moment within, what was due and what was done."""

    deadline_id: str
    kind: DeadlineKind
    rule: str
    unit_id: str
    conference_id: str | None
    petition_id: str | None
    from_at: datetime
    to_at: datetime
    counted_from: date
    working_days: int
    """How many were counted from `counted_from`; negative: before it; 0: a fixed day of the year."""
    due_on: date
    soft: bool
    provisional: bool
    calendar_version: int
    met_at: datetime | None
    void_reason: str | None
    caused_at: datetime
    """The time of the act that brought this span about; midnight may have opened it later (R8, R17)."""

    @property
    def open(self) -> bool:
        """Still owed: neither met nor void."""
        return self.met_at is None and self.void_reason is None

    @property
    def late(self) -> bool:
        """Met, but after the due day."""
        return self.met_at is not None and self.met_at >= end_of(self.due_on)

    @property
    def overdue_from(self) -> datetime | None:
        """From when on it is overdue while the span lasts; None if it is not."""
        if self.met_at is not None or self.void_reason is not None:
            return None
        past_due = _past_due(self)
        return past_due if past_due < self.to_at else None

    def overdue_at(self, at: datetime) -> bool:
        """Past due and still owed at `at`, a moment of this span. From 24:00 of the due day on (R11)."""
        return self.open and at >= end_of(self.due_on)

    def standing_at(self, at: datetime) -> Standing:
        """How it stands at `at`, a moment of this span."""
        if self.met_at is not None:
            return Standing.MET
        if self.void_reason is not None:
            return Standing.VOID
        return Standing.OVERDUE if at >= end_of(self.due_on) else Standing.OPEN

    def working_days_late(self, at: datetime, calendar: WorkingDays) -> int:
        """Working days after the due day: until it was met, or until `at` if it is overdue then; else 0."""
        if self.met_at is not None:
            return calendar.count(self.due_on, local_date(self.met_at))
        return calendar.count(self.due_on, local_date(at)) if self.overdue_at(at) else 0


Timeline = list[DeadlineSpan]
"""The spans of one deadline in order, adjacent; the last one ends at `FOREVER`. Empty: never owed."""


class Overdue(NamedTuple):
    """The deadline became overdue for this due day: at 24:00 of it, or when a later act made it so."""

    due_on: date
    at: datetime


def _says_the_same(one: DeadlineSpan, other: DeadlineSpan) -> bool:
    return (
        one.due_on == other.due_on
        and one.met_at == other.met_at
        and one.void_reason == other.void_reason
        and one.counted_from == other.counted_from
        and one.rule == other.rule
        and one.provisional == other.provisional
        and one.unit_id == other.unit_id
    )


def joined(spans: Iterable[DeadlineSpan]) -> Timeline:
    """The timeline of spans in order: none that lasts no time, neighbours that say the same joined."""
    timeline: Timeline = []
    for span in spans:
        if span.from_at >= span.to_at:
            continue
        if timeline and _says_the_same(timeline[-1], span):
            timeline[-1] = replace(timeline[-1], to_at=span.to_at)
        else:
            timeline.append(span)
    return timeline


def at_moment(timeline: Sequence[DeadlineSpan], at: datetime) -> DeadlineSpan | None:
    """The span that holds at `at`; None if the deadline is not owed yet."""
    return next((span for span in timeline if span.from_at <= at < span.to_at), None)


def up_to(timeline: Sequence[DeadlineSpan], at: datetime) -> Timeline:
    """The spans that have begun by `at`: what may be told of a timeline before midnight opens the rest."""
    return [span for span in timeline if span.from_at <= at]


def overdue_periods(timeline: Sequence[DeadlineSpan]) -> list[tuple[datetime, datetime, date]]:
    """From when until when, and for which due day, the deadline is overdue."""
    return [(since, span.to_at, span.due_on) for span in timeline if (since := span.overdue_from)]


def overdue_spans(timeline: Sequence[DeadlineSpan]) -> list[tuple[DeadlineSpan, datetime]]:
    """The open spans that see their due day pass, each with the moment at which that is to be told.

    What is done at that very midnight is done on the day after: late, though it never stood overdue (R11).
    """
    found: list[tuple[DeadlineSpan, datetime]] = []
    for place, span in enumerate(timeline):
        if span.met_at is not None or span.void_reason is not None:
            continue
        since = _past_due(span)
        if since < span.to_at or (since == span.to_at and not _goes_on(span, timeline[place + 1])):
            found.append((span, since))
    return found


def _past_due(span: DeadlineSpan) -> datetime:
    """When its day has passed: at 24:00 of it, or from its beginning if that is later."""
    midnight = end_of(span.due_on)
    return midnight if midnight > span.from_at else span.from_at


def _goes_on(span: DeadlineSpan, after: DeadlineSpan) -> bool:
    """Is it open for the same day still, as under another unit? Then it is overdue there."""
    return after.open and after.due_on == span.due_on


def overdue_moments(timeline: Sequence[DeadlineSpan]) -> list[Overdue]:
    """When an overdue event is owed: once per due day; none for soft deadlines, never called a breach."""
    return moments_of(overdue_spans(timeline))


def moments_of(overdue: Iterable[tuple[DeadlineSpan, datetime]]) -> list[Overdue]:
    """The same, of the spans of a timeline that see their day pass."""
    moments: dict[date, datetime] = {}
    for span, since in overdue:
        if SOFT_DEADLINES_FIRE_OVERDUE or not span.soft:
            moments.setdefault(span.due_on, since)
    return [Overdue(due_on, at) for due_on, at in moments.items()]
