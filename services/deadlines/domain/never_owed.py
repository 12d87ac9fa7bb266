"""Why is something around a conference not owed after all, and since which act (R8, R17, R18)?

It was told to be owed before the act that spares it arrived: of a conference that was moved or cancelled
before its day was past, or to which somebody had come in time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.deadlines.domain.changes import Cause
from shared.clock import FOREVER, end_of
from shared.dialogue.conference import ConferenceSpan
from shared.dialogue.cycle import Cycle, cycles
from shared.dialogue.obligation import id_around
from shared.dialogue.stop_or_postpone import SOMEBODY_CAME
from shared.events.deadlines import DeadlineKind

STOP_REPORT = DeadlineKind.STOP_OR_POSTPONE_REPORT
AFTER = (DeadlineKind.RESULT_REPORT, DeadlineKind.CONCLUSION_NOTICE)


def spared(conference: Sequence[ConferenceSpan], joined_at: datetime | None) -> Mapping[str, Cause]:
    """By deadline id: the act that spares it. Read only of what has no timeline.

    `joined_at`: the first petition (a refused one too) or registration, if any.
    """
    found: dict[str, Cause] = {}
    for cycle in cycles(conference):
        stopped, report = _stopped(cycle), id_around(STOP_REPORT, cycle.view, each_cycle=True)
        if stopped is not None:
            found[report] = stopped
            found |= {id_around(kind, cycle.view, each_cycle=False): stopped for kind in AFTER}
        if joined_at is not None and joined_at < max(cycle.from_at, end_of(cycle.view.reception_deadline)):
            found[report] = Cause(joined_at, SOMEBODY_CAME)
    return found


def _stopped(cycle: Cycle) -> Cause | None:
    if cycle.stopped_at == FOREVER:
        return None
    return Cause(cycle.stopped_at, "cancelled" if cycle.cancelled_at is not None else "rescheduled")
