"""When is everybody told that something will soon be due (R21)? At 3 and at 1 working days left, once each.

Set or moved with less left, it is told once what is then true.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

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
    ends_at = min(span.to_at, end_of(span.due_on))
    if not span.open or ends_at <= at:
        return None
    for left in REMINDED_WORKING_DAYS_LEFT:
        if all(earlier > left for earlier in told):
            reminds_at = max(span.from_at, start_of(_first_day_with(left, span.due_on, calendar)))
            return reminds_at if reminds_at < ends_at else None
    return None


def _first_day_with(left: int, due_on: date, calendar: WorkingDays) -> date:
    # Counted from behind the due day: a fixed day of the year may be no working day itself.
    return calendar.before(due_on + timedelta(days=1), left + 1)
