"""How a deadline stands follows from the facts about it in their order (R7, R11, R17)."""

from typing import Any

import pytest

from shared.dialogue.deadline_as_told import AsTold, after

FIRST, MIDDLE, LAST = "2024-06-19", "2024-07-10", "2024-07-19"
Told = tuple[str, dict[str, Any]]


def course(name: str, due_on: str = FIRST, **more: Any) -> Told:
    return name, {"due_on": due_on, "provisional": False, **more}


SET, MOVED, BACK = course("DeadlineSet"), course("DeadlineMoved", MIDDLE), course("DeadlineMoved", FIRST)
IN_TIME, LATE = course("DeadlineMet", late=False), course("DeadlineMet", late=True)
VOIDED = course("DeadlineVoided")


def called(due_on: str = FIRST) -> Told:
    return "ObligationOverdue", {"due_on": due_on}


def retracted(due_on: str = FIRST) -> Told:
    return "OverdueRetracted", {"due_on": due_on, "reason": "met_in_time"}


def stands(*facts: Told) -> AsTold | None:
    found: AsTold | None = None
    for name, data in facts:
        found = after(found, name, data)
    return found


@pytest.mark.parametrize(
    ("facts", "status", "due_on", "late", "overdue"),
    [
        ([SET], "open", FIRST, False, False),
        ([SET, MOVED], "open", MIDDLE, False, False),
        ([SET, VOIDED], "void", FIRST, False, False),
        # What is done stays done, in time or late, when its day moves.
        ([SET, IN_TIME, MOVED], "met", MIDDLE, False, False),
        ([SET, LATE, MOVED], "met", MIDDLE, True, False),
        ([SET, LATE, MOVED, course("DeadlineMet", MIDDLE, late=False)], "met", MIDDLE, False, False),
        # What is owed again is not late.
        ([SET, LATE, SET], "open", FIRST, False, False),
        ([SET, LATE, VOIDED], "void", FIRST, False, False),
        ([SET, called()], "open", FIRST, False, True),
        ([SET, called(), SET], "open", FIRST, False, True),
        ([SET, called(), retracted()], "open", FIRST, False, False),
        ([SET, called(), LATE], "met", FIRST, True, False),
        ([SET, VOIDED, called()], "void", FIRST, False, False),
        # It is overdue for the day on which it is due, whatever is told of another, and whenever.
        ([SET, called(), MOVED], "open", MIDDLE, False, False),
        ([SET, MOVED, called()], "open", MIDDLE, False, False),
        ([SET, MOVED, called(MIDDLE), called()], "open", MIDDLE, False, True),
        ([SET, called(), MOVED, called(MIDDLE), retracted()], "open", MIDDLE, False, True),
        # Nobody is told a second time when it is owed for that day again.
        ([SET, called(), MOVED, BACK], "open", FIRST, False, True),
        ([SET, called(), LATE, SET], "open", FIRST, False, True),
        ([SET, called(), VOIDED, SET], "open", FIRST, False, True),
        ([SET, called(), LATE, retracted(), SET], "open", FIRST, False, False),
    ],
)
def test_a_deadline_stands_as_the_facts_left_it(
    facts: list[Told], status: str, due_on: str, late: bool, overdue: bool
) -> None:
    found = stands(*facts)
    assert found is not None
    said = (found.status, found.due_on.isoformat(), found.late, found.overdue)
    assert said == (status, due_on, late, overdue)


def test_what_was_never_set_is_not_overdue() -> None:
    assert stands(called()) is None
    assert stands(retracted()) is None
