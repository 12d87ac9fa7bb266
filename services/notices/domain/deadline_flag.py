"""How does a deadline stand, as last told? Shown with its conference (R7, R8, R17, R18)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any


class FlagStatus(StrEnum):
    """Owed, done, or owed no more."""

    OPEN = "open"
    MET = "met"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class DeadlineFlag:
    """A deadline, as the last fact about it left it."""

    deadline_id: str
    kind: str
    conference_id: str | None
    unit_id: str
    due_on: date
    status: FlagStatus
    late: bool
    """Done, but after the due day."""
    soft: bool
    provisional: bool
    overdue: bool
    """Past its due day and still owed."""


Flagging = Callable[[DeadlineFlag | None, Mapping[str, Any]], DeadlineFlag | None]


def owed(flag: DeadlineFlag | None, data: Mapping[str, Any]) -> DeadlineFlag:
    """It was set, or moved to another day: what was overdue for the old day is not for the new one."""
    told = _told(data, FlagStatus.OPEN)
    same_day = flag is not None and flag.status is FlagStatus.OPEN and flag.due_on == told.due_on
    return replace(told, overdue=flag.overdue) if flag and same_day else told


def met(flag: DeadlineFlag | None, data: Mapping[str, Any]) -> DeadlineFlag:
    """What was owed is done."""
    del flag
    return _told(data, FlagStatus.MET, late=bool(data["late"]))


def voided(flag: DeadlineFlag | None, data: Mapping[str, Any]) -> DeadlineFlag:
    """Nothing is owed any more."""
    del flag
    return _told(data, FlagStatus.VOID)


def overdue(flag: DeadlineFlag | None, data: Mapping[str, Any]) -> DeadlineFlag | None:
    """Its day has passed, unless the fact is of a day that was moved meanwhile."""
    if flag is None or flag.status is not FlagStatus.OPEN:
        return flag
    return replace(flag, overdue=flag.due_on == date.fromisoformat(data["due_on"]))


def retracted(flag: DeadlineFlag | None, data: Mapping[str, Any]) -> DeadlineFlag | None:
    """It never was overdue."""
    del data
    return flag and replace(flag, overdue=False)


def _told(data: Mapping[str, Any], status: FlagStatus, *, late: bool = False) -> DeadlineFlag:
    return DeadlineFlag(
        deadline_id=data["deadline_id"],
        kind=data["kind"],
        conference_id=data.get("conference_id"),
        unit_id=data["unit_id"],
        due_on=date.fromisoformat(data["due_on"]),
        status=status,
        late=late,
        soft=data["soft"],
        provisional=data["provisional"],
        overdue=False,
    )
