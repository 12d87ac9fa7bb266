"""What is there to say when a recomputation replaces a deadline's timeline? Each change, and none twice.

What was said of the old timeline stands in its last span; what is said now ends where the new one ends.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from shared.clock import end_of, start_of
from shared.dialogue.deadline import DeadlineSpan, at_moment, overdue_moments

FROM_ANOTHER_DAY = "rescheduled"
"""Counted from another day: the conference's start moved, or was corrected, or the reception was (R15)."""
EXTENDED = "extended"
NO_LONGER_EXTENDED = "no_longer_extended"
RECOUNTED = "recounted"
CALENDAR_APPLIED = "calendar_applied"
"""The same days counted from the same day by a newer calendar."""
NEVER_OWED = "never_owed"
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When what was said begins, taken up again (0021): no span of a real timeline does."""


class ChangeKind(StrEnum):
    """The facts about a deadline's course."""

    SET = "DeadlineSet"
    MOVED = "DeadlineMoved"
    MET = "DeadlineMet"
    VOIDED = "DeadlineVoided"


SET, MOVED, MET, VOIDED = ChangeKind.SET, ChangeKind.MOVED, ChangeKind.MET, ChangeKind.VOIDED


class Change(msgspec.Struct, frozen=True):
    """A fact to publish; `span` says the rest (deadline, due day, rule, unit)."""

    kind: ChangeKind
    at: datetime
    """Business time: of the act that caused it."""
    span: DeadlineSpan
    moved_from: date | None = None
    reason: str | None = None
    late: bool | None = None


class Cause(NamedTuple):
    """What changed a timeline from outside the acts: a calendar (when it was announced), a unit's end."""

    at: datetime
    reason: str


class Retraction(NamedTuple):
    """An overdue event that was fired and should not have been: it never was overdue for that day."""

    due_on: date
    at: datetime
    reason: str


def changes(
    before: Sequence[DeadlineSpan], after: Sequence[DeadlineSpan], cause: Cause | None = None
) -> list[Change]:
    """What to publish, in this order, when `after` replaces `before`; of equal timelines nothing.

    A timeline that only grew is told step by step; one whose past changed is told by where it ends now.
    """
    if not after:
        return _gone(before, cause)
    if all(span.void_reason is not None and span.from_at > LONG_AGO for span in before):
        # Nothing of it was told, or that it is void: who hears that it was overdue has to know of what.
        before = ()
    said = before[-1] if before else None
    if not grew(before, after) or (cause is not None and before):
        return _step(said, after[-1], after, cause)
    told: list[Change] = []
    for span in after[len(before) :]:
        told += _step(said, span, [span], cause)
        said = span
    return told


def grew(before: Sequence[DeadlineSpan], after: Sequence[DeadlineSpan]) -> bool:
    """Is `after` what `before` said, and perhaps more? Where a span ends is not said."""
    if len(before) > len(after):
        return False
    for old, new in zip(before, after, strict=False):
        if old.from_at != new.from_at or old.due_on != new.due_on:
            return False
        if old.met_at != new.met_at or old.void_reason != new.void_reason:
            return False
        # A merger applied late, a split decided late: nothing else of the span changes (R6).
        if not _stands_as(old, new):
            return False
    return True


def _gone(before: Sequence[DeadlineSpan], cause: Cause | None) -> list[Change]:
    """A deadline that was set and, as is known now, never was owed."""
    if not before or before[-1].void_reason is not None:
        return []
    at, reason = cause or (before[-1].caused_at, NEVER_OWED)
    return [Change(VOIDED, at, replace(before[-1], met_at=None), reason=reason)]


def _step(
    said: DeadlineSpan | None, now: DeadlineSpan, course: Sequence[DeadlineSpan], cause: Cause | None
) -> list[Change]:
    """From what was said last to `now`, the end of `course`, in whose spans the causes are looked up."""
    nothing_said = said is None or said.void_reason is not None
    if now.void_reason is not None:
        if nothing_said:
            return []
        at = _since(course, lambda span: span.void_reason is not None).caused_at
        return [Change(VOIDED, at, now, reason=now.void_reason)]
    steps: list[Change] = []
    still_owed = now if now.met_at is None else replace(now, met_at=None)
    if said is None or said.void_reason is not None or (said.met_at and not now.met_at):
        opened = course[0] if said is None else _since(course, lambda span: span.void_reason is None)
        steps.append(Change(SET, opened.caused_at, still_owed))
        said = still_owed
    if said.met_at is None and said.due_on == now.due_on and not _stands_as(said, now):
        # Nothing moved: it is set anew, as somebody else's (R6) or no longer provisional.
        set_at = cause.at if cause else _since(course, lambda span: _stands_as(span, now)).caused_at
        steps.append(Change(SET, set_at, still_owed))
    if said.due_on != now.due_on:
        moved_at = _since(course, lambda span: span.due_on == now.due_on).caused_at
        why = why_moved(said, now)
        at, reason = cause if cause and why == RECOUNTED else (moved_at, why)
        steps.append(Change(MOVED, at, still_owed, said.due_on, reason))
    if now.met_at is not None and _done(said) != _done(now):
        steps.append(Change(MET, now.met_at, now, late=now.late))
    return steps


def _done(span: DeadlineSpan) -> tuple[datetime | None, bool, str]:
    """When, late or not, and under whom: who inherited what was done meanwhile did it (R6)."""
    return span.met_at, span.late, span.unit_id


def _stands_as(span: DeadlineSpan, other: DeadlineSpan) -> bool:
    return span.unit_id == other.unit_id and span.provisional == other.provisional


def _since(course: Sequence[DeadlineSpan], holds: Callable[[DeadlineSpan], bool]) -> DeadlineSpan:
    """The first of the spans at the end of `course` for all of which `holds`."""
    first = course[-1]
    for span in reversed(course):
        if not holds(span):
            break
        first = span
    return first


def why_moved(said: DeadlineSpan, now: DeadlineSpan) -> str:
    """Why the due day of `said` gave way to that of `now`."""
    if said.counted_from != now.counted_from:
        return FROM_ANOTHER_DAY
    if said.working_days == now.working_days:
        return RECOUNTED
    return EXTENDED if said.working_days < now.working_days else NO_LONGER_EXTENDED


def retractions(
    fired: Iterable[date], after: Sequence[DeadlineSpan], cause: Cause | None = None
) -> list[Retraction]:
    """Of the due days for which an overdue event was fired, those on which it never was overdue after all."""
    days = sorted(set(fired))
    if not days:
        return []
    was_overdue = {moment.due_on for moment in overdue_moments(after)}
    return [_retraction(day, after, cause) for day in days if day not in was_overdue]


def _retraction(due_on: date, after: Sequence[DeadlineSpan], cause: Cause | None) -> Retraction:
    """Why it was not overdue at 24:00 of that day: by then met, void, or due another day."""
    at = end_of(due_on)
    span = at_moment(after, at) or (after[0] if after else None)
    if span is None:
        return Retraction(due_on, *(cause or (start_of(due_on + timedelta(days=1)), NEVER_OWED)))
    if span.met_at is not None and span.met_at <= at:
        return Retraction(due_on, span.met_at, "met_in_time")
    if span.void_reason is not None:
        return Retraction(due_on, span.caused_at, "voided_in_time")
    return Retraction(due_on, *(cause or (span.caused_at, "moved_in_time")))
