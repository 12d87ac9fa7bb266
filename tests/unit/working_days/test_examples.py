"""Do the worked examples come out (R7, R11, R12, R17)?"""

import pytest

from shared.working_days import shipped
from tests.unit.working_days.examples import EXAMPLES, Example

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)


def test_there_are_fourteen_worked_examples() -> None:
    assert [example.id for example in EXAMPLES] == [f"E{number:02}" for number in range(1, 15)]


@each_example
def test_the_conference_day_works_or_does_not(example: Example) -> None:
    assert shipped().is_working(example.day("conference")) is example.working


@each_example
def test_the_notice_is_posted_at_the_latest_on_the_7th_working_day_before_r7(example: Example) -> None:
    assert shipped().before(example.day("conference"), 7) == example.day("notice_latest")


@each_example
def test_the_8th_working_day_before_is_the_safe_one(example: Example) -> None:
    assert shipped().before(example.day("conference"), 8) == example.day("notice_safe")


@each_example
def test_answer_and_report_are_due_on_the_7th_working_day_after_r11_r17(example: Example) -> None:
    assert shipped().add(example.day("conference"), 7) == example.day("due_7")


@each_example
def test_with_others_help_the_answer_is_due_on_the_14th_r12(example: Example) -> None:
    assert shipped().add(example.day("conference"), 14) == example.day("due_14")


@each_example
def test_the_explanation_ends_on_the_same_day_and_counts_seven(example: Example) -> None:
    explained = shipped().explain(example.day("conference"), 7)
    assert explained.due_on == explained.steps[-1].day == example.day("due_7")
    assert [step.ordinal for step in explained.steps if step.counted] == [1, 2, 3, 4, 5, 6, 7]


@each_example
def test_all_examples_lie_in_announced_years(example: Example) -> None:
    assert not shipped().provisional(example.day("due_14"))
