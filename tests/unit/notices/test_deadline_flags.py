"""How a deadline is shown follows from the facts about it, the last one first (R7, R17)."""

from typing import Any

import pytest

from services.notices.domain.deadline_flag import DeadlineFlag
from services.notices.handlers import FOLLOWS

DATA = {
    "deadline_id": "result_report:hn-1",
    "kind": "result_report",
    "rule": "R17",
    "unit_id": "so-xay-dung",
    "conference_id": "hn-1",
    "due_on": "2024-06-19",
    "soft": False,
    "provisional": False,
    "calendar_version": 1,
}
SET, MET = ("DeadlineSet", DATA), ("DeadlineMet", {**DATA, "late": True})
MOVED = ("DeadlineMoved", {**DATA, "due_on": "2024-07-19", "from": "2024-06-19", "reason": "rescheduled"})
OVERDUE = ("ObligationOverdue", DATA)
RETRACTED = ("OverdueRetracted", {"deadline_id": DATA["deadline_id"], "reason": "met_in_time"})
VOIDED = ("DeadlineVoided", {**DATA, "reason": "cancelled"})


def after(*facts: tuple[str, dict[str, Any]]) -> DeadlineFlag | None:
    flag: DeadlineFlag | None = None
    for name, data in facts:
        flagging = FOLLOWS[name]
        assert flagging is not None
        flag = flagging(flag, data)
    return flag


@pytest.mark.parametrize(
    ("facts", "status", "late", "overdue"),
    [
        ([SET], "open", False, False),
        ([SET, OVERDUE, SET], "open", False, True),
        ([SET, OVERDUE], "open", False, True),
        ([SET, OVERDUE, RETRACTED], "open", False, False),
        ([SET, OVERDUE, MOVED], "open", False, False),
        ([SET, OVERDUE, MET], "met", True, False),
        ([SET, VOIDED], "void", False, False),
        ([SET, VOIDED, OVERDUE], "void", False, False),
        # An overdue event of a day that was moved meanwhile accuses nobody.
        ([SET, MOVED, OVERDUE], "open", False, False),
    ],
)
def test_a_deadline_stands_as_the_facts_left_it(
    facts: list[tuple[str, dict[str, Any]]], status: str, late: bool, overdue: bool
) -> None:
    flag = after(*facts)
    assert flag is not None
    assert (flag.status, flag.late, flag.overdue) == (status, late, overdue)


def test_what_was_never_set_is_not_overdue() -> None:
    assert after(OVERDUE) is None
    assert after(RETRACTED) is None
