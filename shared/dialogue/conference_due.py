"""Which days follow from a conference's day (R7, R8, R17, R18)? One row a rule, for whoever counts from it.

Deadlines sets them, the planner of notices shows them beforehand, reporting asks whether they were kept.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from shared.dialogue.readings import (
    CONCLUSION_WORKING_DAYS,
    NOTICE_WORKING_DAYS,
    RESULT_REPORT_WORKING_DAYS,
    SAFE_NOTICE_WORKING_DAYS,
    STOP_REPORT_WORKING_DAYS,
)
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays

ONE_DAY = timedelta(days=1)
NOTICE_CHANNELS: Mapping[str, DeadlineKind] = {
    "portal": DeadlineKind.NOTICE_PORTAL,
    "one_stop_desk": DeadlineKind.NOTICE_ONE_STOP_DESK,
}
"""R7: the notice is owed on both, each by itself."""


class _Rule(NamedTuple):
    rule: str
    working_days: int
    """Negative: before the conference day. That day itself is never counted."""
    soft: bool


_RULES: Mapping[DeadlineKind, _Rule] = {
    DeadlineKind.NOTICE_PORTAL: _Rule("R7", -NOTICE_WORKING_DAYS, soft=False),
    DeadlineKind.NOTICE_ONE_STOP_DESK: _Rule("R7", -NOTICE_WORKING_DAYS, soft=False),
    DeadlineKind.STOP_OR_POSTPONE_REPORT: _Rule("R8", -STOP_REPORT_WORKING_DAYS, soft=True),
    DeadlineKind.RESULT_REPORT: _Rule("R17", RESULT_REPORT_WORKING_DAYS, soft=False),
    DeadlineKind.CONCLUSION_NOTICE: _Rule("R18", CONCLUSION_WORKING_DAYS, soft=True),
}


class ConferenceDue(NamedTuple):
    """A day that hangs on a conference's, and how it was counted."""

    kind: DeadlineKind
    rule: str
    counted_from: date
    working_days: int
    due_on: date
    soft: bool
    provisional: bool


def conference_due(kind: DeadlineKind, starts_on: date, calendar: WorkingDays) -> ConferenceDue:
    """When what `kind` names is due for a conference on `starts_on`."""
    rule, working_days, soft = _RULES[kind]
    if working_days > 0:
        due_on = calendar.add(starts_on, working_days)
        provisional = calendar.provisional(due_on, after=starts_on)
    else:
        due_on = calendar.before(starts_on, -working_days)
        # All that is passed in counting must be confirmed, not only the due day; the conference day is not.
        provisional = calendar.provisional(starts_on - ONE_DAY, after=due_on - ONE_DAY)
    return ConferenceDue(kind, rule, starts_on, working_days, due_on, soft, provisional)


def safe_notice_day(starts_on: date, calendar: WorkingDays) -> date:
    """R7: the day to advise for posting, right under the stricter reading too."""
    return calendar.before(starts_on, SAFE_NOTICE_WORKING_DAYS)
