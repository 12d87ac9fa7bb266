"""Was something that was owed by a day done in time (R11), and whose is it (R6)? The due day's last moment is
still in time.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from shared.clock import local_date
from shared.dialogue.deadline import DeadlineSpan, Standing


class Keeping(StrEnum):
    """How it stands at a moment."""

    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"
    """Not done, and past due."""
    OPEN = "open"
    """Not done, and not due yet."""


class Kept(NamedTuple):
    """How something that is owed stands at a moment, and whose it is then."""

    keeping: Keeping
    unit_id: str
    """Who holds it: whoever did it, or the heir of a unit that left it open (R6)."""


def keeping(due_on: date, done_at: datetime | None, at: datetime) -> Keeping:
    """How what is due on that day stands at `at`; `done_at`: when it was done, if it was by then."""
    if done_at is not None:
        return Keeping.IN_TIME if local_date(done_at) <= due_on else Keeping.LATE
    return Keeping.OVERDUE if local_date(at) > due_on else Keeping.OPEN


def of_span(span: DeadlineSpan | None, at: datetime) -> Kept | None:
    """How a deadline stands in the span that holds at `at`; None if nothing is owed."""
    if span is None:
        return None
    standing = span.standing_at(at)
    if standing is Standing.MET:
        return Kept(Keeping.LATE if span.late else Keeping.IN_TIME, span.unit_id)
    found = {Standing.OVERDUE: Keeping.OVERDUE, Standing.OPEN: Keeping.OPEN}.get(standing)
    return Kept(found, span.unit_id) if found else None
