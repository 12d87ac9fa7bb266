"""How does a deadline stand, by the facts told of it (R7–R18)? For who shows it and reckons nothing.

What is kept follows from the facts in their order alone, however they are cut into batches.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec.structs import replace


class ToldStatus(StrEnum):
    """Owed, done, or owed no more."""

    OPEN = "open"
    MET = "met"
    VOID = "void"


class AsTold(msgspec.Struct, frozen=True):
    """A deadline's course, as the facts so far left it."""

    due_on: date
    status: ToldStatus
    late: bool
    """Done, but after the due day."""
    provisional: bool
    called_overdue: frozenset[date] = frozenset()
    """The days it was called overdue for, and that was not taken back. It may be due on such a day again:
    moved back to it, or open again after it was met or void; nobody is told a second time."""

    @property
    def overdue(self) -> bool:
        """Called overdue for the day on which it is due, and still owed."""
        return self.status is ToldStatus.OPEN and self.due_on in self.called_overdue


Data = Mapping[str, Any]
MOVED: Final = "DeadlineMoved"
COURSE: Final = frozenset({"DeadlineSet", MOVED, "DeadlineMet", "DeadlineVoided"})
"""The facts that say how it stands: each whole, but that a move leaves open what it was (`_moved`)."""
NO_DAYS: Final[frozenset[date]] = frozenset()


def after(was: AsTold | None, name: str, data: Data) -> AsTold | None:
    """How it stands after one fact more; None while it was never set."""
    return _FOLDS[name](was, data)


def _set(was: AsTold | None, data: Data) -> AsTold:
    """It is owed: for the first time, again after it was met or void, or by somebody else (R6)."""
    return _course(was, data, ToldStatus.OPEN)


def _moved(was: AsTold | None, data: Data) -> AsTold:
    """Only its day is another: what was met stays met, and late or not, unless a `DeadlineMet` follows."""
    if was is None:
        return _course(None, data, ToldStatus.OPEN)
    return _course(was, data, was.status, late=was.late)


def _met(was: AsTold | None, data: Data) -> AsTold:
    return _course(was, data, ToldStatus.MET, late=bool(data["late"]))


def _voided(was: AsTold | None, data: Data) -> AsTold:
    return _course(was, data, ToldStatus.VOID)


def _course(was: AsTold | None, data: Data, status: ToldStatus, *, late: bool = False) -> AsTold:
    called = was.called_overdue if was else NO_DAYS
    return AsTold(date.fromisoformat(data["due_on"]), status, late, data["provisional"], called)


def _overdue(was: AsTold | None, data: Data) -> AsTold | None:
    """Its day has passed; a day on which it is due no more may be called so as well, and later."""
    return was and replace(was, called_overdue=was.called_overdue | {date.fromisoformat(data["due_on"])})


def _retracted(was: AsTold | None, data: Data) -> AsTold | None:
    """It never was overdue for that day; for another it may be."""
    return was and replace(was, called_overdue=was.called_overdue - {date.fromisoformat(data["due_on"])})


_FOLDS: Final[Mapping[str, Callable[[AsTold | None, Data], AsTold | None]]] = {
    "DeadlineSet": _set,
    MOVED: _moved,
    "DeadlineMet": _met,
    "DeadlineVoided": _voided,
    "ResponseOverdue": _overdue,
    "ObligationOverdue": _overdue,
    "OverdueRetracted": _retracted,
}
