"""What holds of counting working days, whatever the calendar (R7, R11)?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.working_days import SpecialDay, WorkingDays, Year, shipped

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
numbers = st.integers(1, 60)


@st.composite
def years(draw: st.DrawFn, year: int = 2031) -> Year:
    """A year with any days off and any weekend days worked."""
    of_year = st.dates(date(year, 1, 1), date(year, 12, 31))
    named = draw(st.sets(of_year, max_size=40))
    off = [day for day in named if day.weekday() < 5 or draw(st.booleans())]
    worked = [day for day in named if day not in off]
    return Year(
        year,
        tuple(SpecialDay(day, "Nghỉ") for day in off),
        tuple(SpecialDay(day, "Làm bù") for day in worked),
    )


calendars = st.one_of(st.just(shipped()), years().map(lambda year: WorkingDays(2, [year])))
near = st.dates(date(2030, 10, 1), date(2032, 3, 31))
either = st.one_of(days, near)


def walked(calendar: WorkingDays, day: date, n: int, step: int) -> date:
    """The n-th working day, by going day by day."""
    while n:
        day += timedelta(days=step)
        n -= calendar.is_working(day)
    return day


@given(calendars, either, numbers)
def test_adding_is_walking_day_by_day(calendar: WorkingDays, day: date, n: int) -> None:
    assert calendar.add(day, n) == walked(calendar, day, n, 1)


@given(calendars, either, numbers)
def test_counting_back_is_walking_back_day_by_day(calendar: WorkingDays, day: date, n: int) -> None:
    assert calendar.before(day, n) == walked(calendar, day, n, -1)


@given(calendars, either, numbers)
def test_what_was_added_is_counted(calendar: WorkingDays, day: date, n: int) -> None:
    assert calendar.count(day, calendar.add(day, n)) == n


@given(calendars, either, numbers)
def test_a_due_day_is_never_a_day_off(calendar: WorkingDays, day: date, n: int) -> None:
    assert calendar.is_working(calendar.add(day, n))
    assert calendar.is_working(calendar.before(day, n))


@given(calendars, either, st.integers(0, 40), numbers)
def test_who_starts_later_is_never_due_earlier(calendar: WorkingDays, day: date, later: int, n: int) -> None:
    assert calendar.add(day, n) <= calendar.add(day + timedelta(days=later), n)
    assert calendar.add(day, n) < calendar.add(day, n + 1)


@given(calendars, either, numbers)
def test_on_working_days_before_undoes_add(calendar: WorkingDays, day: date, n: int) -> None:
    working = calendar.add(day, 1)
    assert calendar.before(calendar.add(working, n), n) == working


@given(calendars, either, either)
def test_counting_is_looking_at_each_day(calendar: WorkingDays, after: date, until: date) -> None:
    until = min(until, after + timedelta(days=200))
    between = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    assert calendar.count(after, until) == sum(calendar.is_working(day) for day in between)


@pytest.mark.parametrize("n", [0, -1])
def test_there_is_no_zeroth_working_day(n: int) -> None:
    with pytest.raises(ValueError, match=f"not from {n}"):
        shipped().add(date(2024, 4, 17), n)
    with pytest.raises(ValueError, match=f"not from {n}"):
        shipped().before(date(2024, 4, 17), n)


def test_the_same_question_again_has_the_same_answer() -> None:
    calendar = shipped()
    assert {calendar.add(date(2024, 4, 17), 7) for _ in range(3)} == {date(2024, 5, 2)}
    assert calendar.before(date(2024, 4, 17), 7) == date(2024, 4, 8)
