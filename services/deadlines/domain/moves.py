"""How did a deadline come to be due that day (R6, R11, R12, R15)? Each move, in the order it became known.

What acts did is told at their own time; what a calendar, a correction or a changed registry did, when the
platform was told of it: so each move starts from where the one before it ended.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.deadlines.domain.changes import Cause, Change, ChangeKind, changes, grew
from shared.dialogue.acts import Act
from shared.dialogue.deadline import DeadlineSpan, Timeline, up_to

SET = "set"
REOPENED = "reopened"
HANDED_OVER = "handed_over"
CONFIRMED = "confirmed"


class Known(NamedTuple):
    """What was known of a deadline from a moment of recording on."""

    recorded_at: datetime
    timeline: Timeline
    cause: Cause | None = None
    """A calendar that was applied then."""
    correction: Act | None = None
    """The last correction that was recorded then."""


class Move(NamedTuple):
    """A step by which the deadline came to be due, or owed by somebody, as `span` says."""

    reason: str
    at: datetime
    """Business time: of the act, the correction, the announcement, the unit's end."""
    recorded_at: datetime
    """Since when it was known."""
    moved_from: DeadlineSpan | None
    """None: it is set for the first time."""
    span: DeadlineSpan
    correction: Act | None


def moves(course: Sequence[Known], as_of: datetime) -> list[Move]:
    """All moves until `as_of`; `course` in the order of recording."""
    found: list[Move] = []
    known: Timeline = []
    before: Timeline = []
    last = None
    for step in course:
        moment = min(step.recorded_at, as_of)
        # What midnight brought meanwhile, by what was known.
        _note(found, changes(before, up_to(known, moment)), last, None)
        before, known = up_to(known, moment), step.timeline
        after = up_to(known, moment)
        # What only goes on went on by acts of its own; what was said of the past, a correction changed.
        by = step.correction if before and not grew(before, after) else None
        _note(found, changes(before, after, step.cause), step, by)
        before, last = after, step
    _note(found, changes(before, up_to(known, as_of)), last, None)
    return found


def _note(found: list[Move], told: Sequence[Change], step: Known | None, by: Act | None) -> None:
    for change in told:
        if step is None or change.kind not in (ChangeKind.SET, ChangeKind.MOVED):
            continue
        before = found[-1].span if found else None
        reason = change.reason or _why_set(before, change.span)
        at = by.time if by else change.at
        found.append(Move(reason, at, step.recorded_at, before, change.span, by))


def _why_set(before: DeadlineSpan | None, now: DeadlineSpan) -> str:
    if before is None:
        return SET
    if before.unit_id != now.unit_id:
        return HANDED_OVER
    return CONFIRMED if before.provisional and not now.provisional else REOPENED
