"""Was the notice posted in time on both channels (R7)? By the 7th working day before the conference.

After a rescheduling the notice is owed anew, and only a posting after it counts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.deadlines.domain.cycle import Cycle
from services.deadlines.domain.obligation import Obligation
from shared.clock import FOREVER
from shared.dialogue.acts import Act
from shared.dialogue.deadline import Timeline
from shared.dialogue.readings import NOTICE_WORKING_DAYS
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays

CHANNELS = {"portal": DeadlineKind.NOTICE_PORTAL, "one_stop_desk": DeadlineKind.NOTICE_ONE_STOP_DESK}


def notice_timeline(channel: str, cycle: Cycle, acts: Sequence[Act], calendar: WorkingDays) -> Timeline:
    """The deadline of one channel in one cycle; `acts` are the conference's since its scheduling."""
    view, kind = cycle.view, CHANNELS[channel]
    due_on = calendar.before(view.starts_on, NOTICE_WORKING_DAYS)
    obligation = Obligation(
        deadline_id=f"{kind}:{view.conference_id}:{view.cycle}",
        kind=kind,
        rule="R7",
        unit_id=view.unit_id,
        conference_id=view.conference_id,
        counted_from=view.starts_on,
        working_days=-NOTICE_WORKING_DAYS,
        due_on=due_on,
        soft=False,
        # The days up to the conference are counted: they must be confirmed, not only the due day.
        provisional=calendar.provisional(view.starts_on, after=due_on - timedelta(days=1)),
        calendar_version=calendar.version,
        caused_at=view.cycle_started_at,
    )
    void_at = None if cycle.stopped_at == FOREVER else cycle.stopped_at
    reason = "rescheduled" if cycle.cancelled_at is None else "cancelled"
    return obligation.timeline(cycle.from_at, _posted_at(channel, cycle, acts), void_at, reason)


def counting_notices(cycle: Cycle, acts: Sequence[Act]) -> list[Act]:
    """The postings of a cycle, in order: the earliest on a channel is the one that counts.

    One at the very moment of a rescheduling or cancellation comes after it (R23).
    """
    return [a for a in acts if a.name == "NoticePosted" and cycle.from_at <= a.time < cycle.stopped_at]


def _posted_at(channel: str, cycle: Cycle, acts: Sequence[Act]) -> datetime | None:
    on_channel = (act.time for act in counting_notices(cycle, acts) if act.data["channel"] == channel)
    return next(on_channel, None)
