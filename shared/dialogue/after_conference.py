"""What is owed after a conference (R17, R18), and since when? Once the start day is past, unless cancelled.

Held or not confirmed makes no difference; a rescheduling puts it off, a cancellation voids it.
"""

from collections.abc import Sequence
from datetime import datetime

from shared.clock import FOREVER, end_of
from shared.dialogue.acts import Act
from shared.dialogue.conference_due import conference_due
from shared.dialogue.cycle import Cycle
from shared.dialogue.deadline import DeadlineSpan, Timeline, joined
from shared.dialogue.obligation import Obligation
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays


def after_conference_timeline(
    kind: DeadlineKind,
    filed: str,
    *,
    course: Sequence[Cycle],
    acts: Sequence[Act],
    calendar: WorkingDays,
) -> Timeline:
    """The deadline over all cycles: met by the first act named `filed`, whenever it was filed."""
    filed_at = next((act.time for act in acts if act.name == filed), None)
    spans: Timeline = []
    owed: Obligation | None = None
    for cycle in course:
        opens_at = max(cycle.from_at, end_of(cycle.view.starts_on))
        if opens_at >= cycle.stopped_at:
            # Moved or stopped before its day was past: nothing was owed for this day.
            continue
        if owed is not None:
            spans += _piece(owed, spans[-1].to_at, opens_at, filed_at, _ended(course, spans[-1].to_at))
        due = conference_due(kind, cycle.view.starts_on, calendar)
        owed = Obligation.around(cycle.view, due, calendar.version, each_cycle=False)
        spans += _piece(owed, opens_at, cycle.stopped_at, filed_at, None)
    if owed is not None:
        spans += _piece(owed, spans[-1].to_at, FOREVER, filed_at, _ended(course, spans[-1].to_at))
    return joined(spans)


def _ended(course: Sequence[Cycle], at: datetime) -> str:
    """Why nothing was owed from `at` on: the conference was cancelled then, or moved."""
    return "cancelled" if any(cycle.cancelled_at == at for cycle in course) else "rescheduled"


def _piece(
    owed: Obligation, from_at: datetime, to_at: datetime, filed_at: datetime | None, void_reason: str | None
) -> list[DeadlineSpan]:
    """Owed, or void for that reason, from then until then; what was filed before stays filed."""
    if from_at >= to_at:
        return []
    if filed_at is not None and filed_at < (to_at if void_reason is None else from_at):
        met_from = max(from_at, filed_at)
        return [
            owed.span(from_at, met_from),
            owed.span(met_from, to_at, met_at=filed_at, caused_at=filed_at),
        ]
    if void_reason is not None:
        return [owed.span(from_at, to_at, void_reason=void_reason, caused_at=from_at)]
    return [owed.span(from_at, to_at)]
