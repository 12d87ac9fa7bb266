"""Can an officer follow how a due day was counted?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.working_days import shipped
from shared.working_days.explanation import day_month


@pytest.mark.parametrize(
    ("counted_from", "n", "sentence"),
    [
        (
            date(2024, 4, 17),
            7,
            "hạn 02/5/2024: không tính 18/4 Giỗ Tổ Hùng Vương, 29/4 nghỉ hoán đổi, 30/4, 01/5",
        ),
        (
            date(2024, 4, 25),
            7,
            "hạn 08/5/2024: không tính 29/4 nghỉ hoán đổi, 30/4, 01/5; có tính 04/5 làm bù cho 29/4/2024",
        ),
        (date(2024, 5, 4), -7, "hạn 22/4/2024: không tính 29/4 nghỉ hoán đổi, 30/4, 01/5"),
        (date(2024, 6, 10), 7, "hạn 19/6/2024: không có ngày nghỉ lễ xen giữa"),
        (
            date(2026, 11, 20),
            7,
            "hạn 02/12/2026: không tính 24/11 Ngày Văn hóa Việt Nam (tạm tính: lịch nghỉ chưa được công bố)",
        ),
    ],
)
def test_one_sentence_says_what_was_not_counted(counted_from: date, n: int, sentence: str) -> None:
    assert shipped().explain(counted_from, n).sentence() == sentence


def test_each_day_passed_is_there_with_its_reason() -> None:
    explained = shipped().explain(date(2024, 4, 26), 4)
    assert explained.version == 1
    assert [(step.day.day, step.ordinal, step.reason) for step in explained.steps] == [
        (27, None, "Thứ Bảy"),
        (28, None, "Chủ nhật"),
        (29, None, "Nghỉ hoán đổi (làm bù 4/5/2024)"),
        (30, None, "Ngày Chiến thắng"),
        (1, None, "Quốc tế Lao động"),
        (2, 1, "Thứ Năm"),
        (3, 2, "Thứ Sáu"),
        (4, 3, "làm bù cho 29/4/2024"),
        (5, None, "Chủ nhật"),
        (6, 4, "Thứ Hai"),
    ]


def test_a_proper_name_keeps_its_capital() -> None:
    steps = shipped().explain(date(2024, 4, 17), 1).steps
    assert [step.reason for step in steps] == ["Giỗ Tổ Hùng Vương (10/3 ÂL)", "Thứ Sáu"]


@given(st.dates(date(2022, 6, 1), date(2028, 6, 1)), st.integers(1, 30), st.booleans())
def test_the_steps_count_what_was_asked_and_end_on_the_due_day(day: date, n: int, back: bool) -> None:
    calendar = shipped()
    explained = calendar.explain(day, -n if back else n)
    due_on = calendar.before(day, n) if back else calendar.add(day, n)
    assert explained.due_on == explained.steps[-1].day == due_on
    assert [step.ordinal for step in explained.steps if step.counted] == list(range(1, n + 1))
    assert all(step.counted == calendar.is_working(step.day) for step in explained.steps)
    assert all(step.reason for step in explained.steps)
    assert day not in [step.day for step in explained.steps]


@given(st.dates(date(2022, 6, 1), date(2028, 6, 1)), st.integers(1, 30))
def test_it_is_provisional_when_the_calendar_says_so(day: date, n: int) -> None:
    explained = shipped().explain(day, n)
    assert explained.provisional == shipped().provisional(explained.due_on, after=day)


def test_counting_nothing_can_not_be_explained() -> None:
    with pytest.raises(ValueError, match="not from 0"):
        shipped().explain(date(2024, 4, 17), 0)


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2026, 1, 10), "10/01"), (date(2026, 2, 9), "09/02"), (date(2026, 3, 9), "09/3")],
)
def test_days_are_written_as_in_official_papers(day: date, written: str) -> None:
    assert day_month(day) == written
