"""Must stopping or postponing be reported (R8)? Past the reception deadline, with nobody having come.

Soft: due the last working day before the conference; stopping or moving it reports it, a late comer voids it.
"""

from datetime import datetime

from shared.clock import FOREVER, end_of
from shared.dialogue.conference_due import conference_due
from shared.dialogue.cycle import Cycle
from shared.dialogue.deadline import Timeline
from shared.dialogue.obligation import Obligation
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays

SOMEBODY_CAME = "petition_or_registration"
STOPPING = ("ConferenceCancelled", "ConferenceRescheduled")


def stop_report_timeline(cycle: Cycle, joined_at: datetime | None, calendar: WorkingDays) -> Timeline:
    """The deadline of one cycle; `joined_at`: the first petition (a refused one too) or registration, if any.

    Empty if somebody had come, or the conference was stopped or moved, before it opened.
    """
    view = cycle.view
    opens_at = max(cycle.from_at, end_of(view.reception_deadline))
    if cycle.stopped_at <= opens_at or (joined_at is not None and joined_at < opens_at):
        return []
    due = conference_due(DeadlineKind.STOP_OR_POSTPONE_REPORT, view.starts_on, calendar)
    obligation = Obligation.around(view, due, calendar.version, each_cycle=True)
    met_at = None if cycle.stopped_at == FOREVER else cycle.stopped_at
    return obligation.timeline(opens_at, met_at, joined_at, SOMEBODY_CAME)
