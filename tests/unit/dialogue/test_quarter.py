"""Which quarter is it, and where does it begin and end (R20, R25)?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.dialogue.quarter import Quarter

quarters = st.builds(Quarter, st.integers(2000, 2099), st.integers(1, 4))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q2", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_a_quarter_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert Quarter.parse(text).bounds == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "", "2024", "2024-Q0", "2024-Q5", "2024-q2", "24-Q2", "2024Q2", " 2024-Q2", "2024-Q2\n", "1999-Q4",
        "2100-Q1", "٢٠٢٤-Q2",
    ],
)  # fmt: skip
def test_what_is_no_quarter_is_refused_by_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="is no quarter") as refused:
        Quarter.parse(text)
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize("number", [0, 5])
def test_a_year_has_four_quarters(number: int) -> None:
    with pytest.raises(ValueError, match=f"not {number}"):
        Quarter(2024, number)


@given(quarters)
def test_a_quarter_is_read_as_it_is_written(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_within_the_bounds_of_its_quarter(day: date) -> None:
    first, last = Quarter.of(day).bounds
    assert first <= day <= last
    assert day in Quarter.of(day)
    assert first - timedelta(days=1) not in Quarter.of(day)


@given(quarters)
def test_quarters_follow_each_other_without_a_gap(quarter: Quarter) -> None:
    assert quarter.next.first_day == quarter.last_day + timedelta(days=1)
    assert quarter < quarter.next
