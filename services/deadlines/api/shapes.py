"""How is a deadline written as JSON? As the contract has it, with its state beside."""

from datetime import datetime
from typing import Any

from shared.clock import local_moment
from shared.dialogue.deadline import DeadlineSpan
from shared.web.explanations import explanation
from shared.working_days import WorkingDays


def item(span: DeadlineSpan, as_of: datetime, calendar: WorkingDays) -> dict[str, Any]:
    """A deadline as it stood at `as_of`."""
    return {
        "deadline_id": span.deadline_id,
        "kind": span.kind.value,
        "rule": span.rule,
        "unit_id": span.unit_id,
        "conference_id": span.conference_id,
        "petition_id": span.petition_id,
        "due_on": span.due_on.isoformat(),
        "met_at": local_moment(span.met_at) if span.met_at else None,
        "working_days_late": span.working_days_late(as_of, calendar),
        "soft": span.soft,
        "provisional": span.provisional,
        "state": span.standing_at(as_of).value,
        "void_reason": span.void_reason,
    }


def explained(span: DeadlineSpan, calendar: WorkingDays) -> dict[str, Any]:
    """Why it is due that day; `calendar`: the version it was counted by."""
    return explanation(span.kind, span.counted_from, span.working_days, span.due_on, calendar)
