"""By which calendar is a deadline reckoned that is met (R11)? A new version makes nothing late that was met.

The calendar that was known when the meeting act was written down, if by it the act was in time; else the
newest, which may clear what the older one called late.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from shared.dialogue.acts import Act
from shared.dialogue.deadline import Timeline
from shared.working_days import WorkingDays


def reckoned(
    reckon: Callable[[WorkingDays], Timeline], meeting: Iterable[Act], calendar: WorkingDays
) -> Timeline:
    """The timeline that `reckon` gives by the right calendar.

    `meeting`: the acts that can meet it, and no others: something else may have happened at the same moment.
    """
    timeline = reckon(calendar)
    met_at = timeline[-1].met_at if timeline else None
    if met_at is None or not calendar.amends:
        return timeline
    then = _known_then(meeting, met_at, calendar)
    if then is calendar:
        return timeline
    by_then = reckon(then)
    return by_then if by_then and by_then[-1].met_at and not by_then[-1].late else timeline


def _known_then(meeting: Iterable[Act], met_at: datetime, calendar: WorkingDays) -> WorkingDays:
    """What was known when it was first written down that it was met: it may have been told twice."""
    recorded_at = min((act.recorded_at for act in meeting if act.time == met_at), default=None)
    return calendar if recorded_at is None else calendar.known_at(recorded_at)
