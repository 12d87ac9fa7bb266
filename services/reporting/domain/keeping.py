"""Was something that was owed by a day done in time (R11)? The due day's last moment is still in time."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

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


def keeping(due_on: date, done_at: datetime | None, at: datetime) -> Keeping:
    """How what is due on that day stands at `at`; `done_at`: when it was done, if it was by then."""
    if done_at is not None:
        return Keeping.IN_TIME if local_date(done_at) <= due_on else Keeping.LATE
    return Keeping.OVERDUE if local_date(at) > due_on else Keeping.OPEN


def of_span(span: DeadlineSpan | None, at: datetime) -> Keeping | None:
    """How a deadline stands in the span that holds at `at`; None if nothing is owed."""
    if span is None:
        return None
    standing = span.standing_at(at)
    if standing is Standing.MET:
        return Keeping.LATE if span.late else Keeping.IN_TIME
    return {Standing.OVERDUE: Keeping.OVERDUE, Standing.OPEN: Keeping.OPEN}.get(standing)


def tally(found: Iterable[Keeping | None]) -> dict[str, int]:
    """How many stand so, each named; what is not owed is left out."""
    counted = Counter(each for each in found if each is not None)
    return {each.value: counted[each] for each in Keeping}
