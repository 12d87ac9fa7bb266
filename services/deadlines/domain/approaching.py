"""When is everybody told that something will soon be due (R21)? At 3 and at 1 working days left, once each.

Set or moved with less left, it is told once what is then true.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from shared.clock import end_of, start_of
from shared.dialogue.deadline import DeadlineSpan
from shared.dialogue.readings import REMINDED_WORKING_DAYS_LEFT
from shared.working_days import WorkingDays


def working_days_left(due_on: date, on: date, calendar: WorkingDays) -> int:
    """How many working days are left after `on`, the due day included; 0 on the due day itself."""
    return calendar.count(on, due_on)


def next_reminder(
    span: DeadlineSpan, told: Collection[int], at: datetime, calendar: WorkingDays
) -> datetime | None:
    """From when on it is next to be told that the deadline approaches; None if not again, or too late.

    `told`: with how many days left that was told for this due day by `at`. Soft deadlines are told of too: a
    reminder accuses nobody.
    """
    if not span.open:
        return None
    ends_at = min(span.to_at, end_of(span.due_on))
    if ends_at <= at:
        return None
    fewest = min(told, default=None)
    for left in REMINDED_WORKING_DAYS_LEFT:
        if fewest is None or fewest > left:
            reminds_at = max(span.from_at, _first_moment_with(left, span.due_on, calendar))
            return reminds_at if reminds_at < ends_at else None
    return None


@lru_cache(maxsize=10_000)
def _first_moment_with(left: int, due_on: date, calendar: WorkingDays) -> datetime:
    # Counted from behind the due day: a fixed day of the year may be no working day itself.
    return start_of(calendar.before(due_on + timedelta(days=1), left + 1)).astimezone(UTC)
