"""How is a deadline written as JSON? As the contract has it, with its state beside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.clock import HCM
from shared.dialogue.deadline import DeadlineSpan
from shared.working_days import Explanation, WorkingDays

FIXED_DAY = "hạn cố định trong năm, không đếm ngày làm việc"


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
        "met_at": moment(span.met_at) if span.met_at else None,
        "working_days_late": span.working_days_late(as_of, calendar),
        "soft": span.soft,
        "provisional": span.provisional,
        "state": span.standing_at(as_of).value,
        "void_reason": span.void_reason,
    }


def moment(at: datetime) -> str:
    """A moment as people here write it: with Hải Phòng's offset."""
    return at.astimezone(HCM).isoformat()


def moves(timeline: Sequence[DeadlineSpan], as_of: datetime) -> list[dict[str, Any]]:
    """Each change of the due day up to `as_of`, the first setting included."""
    found: list[dict[str, Any]] = []
    before: DeadlineSpan | None = None
    for span in timeline:
        if span.from_at > as_of:
            break
        if before is None or before.due_on != span.due_on:
            found.append(
                {
                    "at": moment(span.caused_at),
                    "from": before.due_on.isoformat() if before else None,
                    "due_on": span.due_on.isoformat(),
                    "rule": span.rule,
                    "counted_from": span.counted_from.isoformat(),
                    "working_days": span.working_days,
                }
            )
        before = span
    return found


def explanation(span: DeadlineSpan, calendar: WorkingDays) -> dict[str, Any]:
    """Why it is due that day: each day counted, each day skipped and why (R11)."""
    found = calendar.explain(span.counted_from, span.working_days) if span.working_days else None
    return {
        "counted_from": span.counted_from.isoformat(),
        "due_on": span.due_on.isoformat(),
        "calendar_version": span.calendar_version,
        "days": _days(found) if found else [],
        "sentence": found.sentence() if found else FIXED_DAY,
    }


def _days(found: Explanation) -> list[dict[str, Any]]:
    return [
        {"date": s.day.isoformat(), "counted": s.counted, "ordinal": s.ordinal, "reason": s.reason or None}
        for s in found.steps
    ]
