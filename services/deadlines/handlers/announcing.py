"""How is it told what became of a deadline? As facts in sequence, their ids following from their cause."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.deadlines.domain.changes import Change, ChangeKind, Retraction
from shared.clock import end_of
from shared.dialogue.deadline import DeadlineSpan
from shared.events.deadlines import DeadlineKind
from shared.messaging.outbox import Fact
from shared.messaging.subjects import Sequences

_KINDS = {kind: kind.value for kind in DeadlineKind}
_NAMES = {kind: kind.value for kind in ChangeKind}


def _whose(span: DeadlineSpan) -> dict[str, Any]:
    found: dict[str, Any] = {
        "deadline_id": span.deadline_id,
        "kind": _KINDS[span.kind],
        "rule": span.rule,
        "unit_id": span.unit_id,
    }
    if span.conference_id is not None:
        found["conference_id"] = span.conference_id
    if span.petition_id is not None:
        found["petition_id"] = span.petition_id
    return found


def _whole(span: DeadlineSpan) -> dict[str, Any]:
    return {
        **_whose(span),
        "due_on": span.due_on.isoformat(),
        "soft": span.soft,
        "provisional": span.provisional,
        "calendar_version": span.calendar_version,
    }


def changed(
    change: Change,
    subject: str,
    revision: int,
    number: int,
    numbers: Sequences,
    causes: Mapping[datetime, str],
    now: datetime,
) -> Fact:
    """DeadlineSet, Moved, Met or Voided: the `number`-th told with this revision of the deadline."""
    span = change.span
    data = _whole(span)
    if change.moved_from is not None:
        data["from"] = change.moved_from.isoformat()
    if change.reason is not None:
        data["reason"] = change.reason
    if change.late is not None:
        data["late"] = change.late
    return Fact(
        name=_NAMES[change.kind],
        subject=subject,
        sequence=numbers.next(subject),
        time=change.at,
        data=data,
        cause=f"{span.deadline_id}|{revision}",
        causation_id=causes.get(change.at),
        unit_id=span.unit_id,
        recorded_at=now,
        number=number,
    )


def retracted(
    retraction: Retraction,
    span: DeadlineSpan,
    subject: str,
    revision: int,
    numbers: Sequences,
    causes: Mapping[datetime, str],
    now: datetime,
) -> Fact:
    """OverdueRetracted: an act dated in time was published after the overdue event."""
    data: dict[str, Any] = {
        "deadline_id": span.deadline_id,
        "reason": retraction.reason,
        "kind": _KINDS[span.kind],
        "unit_id": span.unit_id,
        "due_on": retraction.due_on.isoformat(),
    }
    if span.petition_id is not None:
        data["petition_id"] = span.petition_id
    return Fact(
        name="OverdueRetracted",
        subject=subject,
        sequence=numbers.next(subject),
        time=retraction.at,
        data=data,
        cause=f"{span.deadline_id}|{revision}|{retraction.due_on}",
        causation_id=causes.get(retraction.at),
        unit_id=span.unit_id,
        recorded_at=now,
    )


def approaching(
    span: DeadlineSpan, left: int, at: datetime, subject: str, numbers: Sequences, now: datetime
) -> Fact:
    """DeadlineApproaching: on the day that begins at `at` so many working days are left."""
    return Fact(
        name="DeadlineApproaching",
        subject=subject,
        sequence=numbers.next(subject),
        time=at,
        data={**_whole(span), "working_days_left": left},
        cause=f"{span.deadline_id}|{span.due_on}|{left} left",
        causation_id=None,
        unit_id=span.unit_id,
        recorded_at=now,
    )


def overdue(row: Mapping[str, Any], numbers: Sequences, now: datetime) -> Fact:
    """ResponseOverdue for an answer to a petition, ObligationOverdue for everything else.

    Of 24:00 of the due day, also where only a later act set that day: it tells of a day that passed.
    """
    due_on: date = row["due_on"]
    data = {
        "deadline_id": row["deadline_id"],
        "kind": row["kind"],
        "unit_id": row["unit_id"],
        "due_on": due_on.isoformat(),
        "rule": row["rule"],
    }
    if row["conference_id"] is not None:
        data["conference_id"] = row["conference_id"]
    response = row["petition_id"] is not None
    if response:
        data |= {"petition_id": row["petition_id"], "group": row["group"]}
    return Fact(
        name="ResponseOverdue" if response else "ObligationOverdue",
        subject=row["subject"],
        sequence=numbers.next(row["subject"]),
        time=end_of(due_on),
        data=data,
        cause=f"{row['deadline_id']}|{due_on}|{row['before']}",
        causation_id=None,
        unit_id=row["unit_id"],
        recorded_at=now,
    )
