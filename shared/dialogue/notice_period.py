"""Was the notice posted in time on both channels (R7)? By the 7th working day before the conference.

After a rescheduling the notice is owed anew, and only a posting after it counts.
"""

from collections.abc import Sequence

from shared.clock import FOREVER
from shared.dialogue.acts import Act
from shared.dialogue.conference_due import NOTICE_CHANNELS, conference_due
from shared.dialogue.cycle import Cycle
from shared.dialogue.deadline import Timeline
from shared.dialogue.notices_posted import counting_notices
from shared.dialogue.obligation import Obligation
from shared.working_days import WorkingDays


def notice_timeline(channel: str, cycle: Cycle, acts: Sequence[Act], calendar: WorkingDays) -> Timeline:
    """The deadline of one channel in one cycle; `acts` are the conference's since its scheduling."""
    view = cycle.view
    due = conference_due(NOTICE_CHANNELS[channel], view.starts_on, calendar)
    obligation = Obligation.around(view, due, calendar.version, each_cycle=True)
    void_at = None if cycle.stopped_at == FOREVER else cycle.stopped_at
    reason = "rescheduled" if cycle.cancelled_at is None else "cancelled"
    posted = counting_notices(acts, channel, cycle.from_at, cycle.stopped_at)
    return obligation.timeline(cycle.from_at, posted[0].time if posted else None, void_at, reason)
