"""When is an answer in writing due that was asked for afterwards (R14)?"""

import pytest

from shared.dialogue.acts import Act
from shared.dialogue.deadline import Standing
from tests.builders.acts import answered, at, day, rescheduled, transferred, withdrawn, written_request
from tests.builders.answers import PLANNED, due, standing, written


def test_nothing_is_due_in_writing_while_the_conference_is_unknown() -> None:
    assert written(written_request("2024-06-06"), conference=()) == []


def test_a_written_answer_is_due_7_working_days_after_the_first_request() -> None:
    """R14: answered at the conference on the 5th, asked for in writing on the 6th."""
    acts = (answered("2024-06-05 15:00", mode="at_conference"), written_request("2024-06-07"))
    timeline = written(*acts, written_request("2024-06-06 09:00"))
    assert (timeline[0].counted_from, due(timeline)) == (day("2024-06-06"), "2024-06-17")
    assert timeline[0].rule == "R14"
    assert timeline[0].from_at == at("2024-06-06 09:00")
    assert written(acts[0]) == []


@pytest.mark.parametrize(
    ("acts", "met"),
    [
        ([answered("2024-06-05 15:00")], False),
        ([answered("2024-06-07", mode="at_conference")], False),
        ([answered("2024-06-06 09:00")], True),
        ([answered("2024-06-07", fully=False)], True),
    ],
)
def test_only_a_written_answer_at_or_after_the_request_meets_it(acts: list[Act], met: bool) -> None:
    """R14."""
    assert (written(written_request("2024-06-06 09:00"), *acts)[-1].met_at is not None) is met


def test_the_written_answer_is_not_extended_and_not_moved() -> None:
    """R14."""
    later = rescheduled("2024-06-10", "2024-07-02 09:00")
    request = written_request("2024-06-06 09:00")
    timeline = written(request, transferred("2024-06-07"), conference=(PLANNED, later))
    assert [s.due_on for s in timeline] == [day("2024-06-17")]


def test_a_withdrawal_voids_the_written_answer() -> None:
    """R14."""
    timeline = written(written_request("2024-06-06 09:00"), withdrawn("2024-06-19"))
    assert standing(timeline, "2024-06-18 00:00") is Standing.OVERDUE
    assert standing(timeline, "2024-06-19") is Standing.VOID
