"""Does a due day hang on what is not announced yet?"""

from datetime import date

import pytest

from shared.working_days import SpecialDay, Status, WorkingDays, Year, shipped


def test_up_to_the_last_announced_day_nothing_is_provisional() -> None:
    assert shipped().last_confirmed_year == 2026
    assert not shipped().provisional(date(2026, 11, 23))


@pytest.mark.parametrize(
    "until",
    [
        pytest.param(date(2026, 11, 24), id="a day to be verified"),
        pytest.param(date(2026, 12, 1), id="after a day to be verified"),
        pytest.param(date(2027, 1, 4), id="a year of which only statutory days are known"),
        pytest.param(date(2031, 5, 5), id="past the file"),
        pytest.param(date(2022, 5, 5), id="before the file"),
    ],
)
def test_what_hangs_on_a_day_or_year_not_announced_is_provisional(until: date) -> None:
    assert shipped().provisional(until)


def test_only_the_days_counted_matter_where_they_are_named() -> None:
    calendar = shipped()
    assert not calendar.provisional(date(2026, 12, 1), after=date(2026, 11, 24))
    assert calendar.provisional(date(2026, 12, 1), after=date(2026, 11, 23))
    assert calendar.provisional(date(2027, 1, 5), after=date(2026, 12, 29))
    assert not calendar.provisional(date(2027, 1, 5), after=date(2027, 1, 5))


def test_past_the_file_weekdays_work_and_nothing_fails() -> None:
    calendar = shipped()
    assert not calendar.covers(date(2028, 1, 1))
    assert calendar.covers(date(2027, 12, 31))
    assert calendar.add(date(2030, 4, 29), 2) == date(2030, 5, 1)


def test_a_year_missing_in_between_ends_the_confirmed_years() -> None:
    announced = (SpecialDay(date(2024, 1, 1), "Tết Dương lịch"),)
    later = (SpecialDay(date(2026, 1, 1), "Tết Dương lịch"),)
    calendar = WorkingDays(1, [Year(2026, later, ()), Year(2024, announced, ())])
    assert calendar.last_confirmed_year == 2024
    assert calendar.provisional(date(2026, 5, 5))
    assert not calendar.provisional(date(2026, 5, 5), after=date(2026, 5, 1))


def test_of_a_calendar_without_announced_years_all_is_provisional() -> None:
    statutory = (SpecialDay(date(2027, 1, 1), "Tết Dương lịch", Status.STATUTORY),)
    for calendar in (WorkingDays(1, []), WorkingDays(1, [Year(2027, statutory, ())])):
        assert calendar.last_confirmed_year is None
        assert calendar.provisional(date(2027, 6, 1))
