"""What becomes of the calendar when a year is announced, and what was known before (R11, R29)?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.working_days import CalendarChange, CalendarHistory, shipped

DOCUMENT = {"number": "1570/LĐTBXH-CATLĐ", "date": "2024-04-12"}
RECORDED = datetime(2024, 4, 12, 9, 0, tzinfo=UTC)


def change(version: int = 2, year: int = 2024, **other: Any) -> CalendarChange:
    """2024 before the exchange of 29/4, as a change; `other` replaces fields of the fact's data."""
    data: dict[str, Any] = {
        "version": version,
        "announced_on": "2024-04-12",
        "year": year,
        "off": [
            {"date": f"{year}-04-18", "name": "Giỗ Tổ Hùng Vương (10/3 ÂL)"},
            {"date": f"{year}-04-30", "name": "Ngày Chiến thắng"},
            {"date": f"{year}-05-01", "name": "Quốc tế Lao động"},
        ],
        "working_weekend_days": [],
        "document": DOCUMENT,
    }
    return CalendarChange.of(data | other)


def test_an_announced_year_replaces_all_that_was_known_of_it() -> None:
    amended = shipped().amended(change())
    assert amended.version == 2
    assert amended.is_working(date(2024, 4, 29))
    assert not amended.is_working(date(2024, 5, 4))
    # Tết is not in the new list: it does not linger from the old one.
    assert amended.is_working(date(2024, 2, 8))


def test_an_exchange_moves_the_due_day_across_it() -> None:
    without = shipped().amended(change())
    assert without.add(date(2024, 4, 17), 7) == date(2024, 4, 29)
    assert shipped().add(date(2024, 4, 17), 7) == date(2024, 5, 2)


def test_the_version_before_stays_as_it_was() -> None:
    before = shipped()
    before.amended(change())
    assert before.version == 1
    assert not before.is_working(date(2024, 4, 29))


@given(st.dates(date(2023, 1, 1), date(2027, 12, 31)))
def test_other_years_stay_as_they_were(day: date) -> None:
    amended = shipped().amended(change())
    assert day.year == 2024 or amended.is_working(day) == shipped().is_working(day)


def test_an_announcement_confirms_its_year() -> None:
    amended = shipped().amended(change(year=2027))
    assert amended.last_confirmed_year == 2027
    assert not amended.provisional(date(2027, 5, 5), after=date(2027, 4, 20))


def test_a_fact_tells_the_same_whether_its_days_are_texts_or_dates() -> None:
    data = {
        "announced_on": date(2024, 4, 12),
        "off": [{"date": date(2024, 5, 1), "name": "Quốc tế Lao động"}],
    }
    assert change(**data) == change(off=[{"date": "2024-05-01", "name": "Quốc tế Lao động"}])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"off": []}, "names no day off"),
        ({"off": [{"date": "2025-01-01", "name": "Tết"}]}, "2025-01-01 is not a day of 2024"),
        ({"off": [{"date": "2024-05-01", "name": "a"}] * 2}, "2024-05-01 is named twice"),
        (
            {"working_weekend_days": [{"date": "2024-05-02", "name": "a"}]},
            "2024-05-02 is no Saturday or Sunday",
        ),
        (
            {
                "off": [{"date": "2024-05-04", "name": "a"}],
                "working_weekend_days": [{"date": "2024-05-04", "name": "a"}],
            },
            "2024-05-04 is named twice",
        ),
        ({"off": [{"date": "2024-02-30", "name": "a"}]}, "day is out of range"),
    ],
)
def test_an_announcement_that_contradicts_itself_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        change(**wrong)


def test_a_holiday_named_on_a_saturday_takes_no_working_day_away() -> None:
    off = [{"date": "2024-06-08", "name": "Nghỉ"}]
    amended = shipped().amended(change(off=off))
    assert amended.count(date(2024, 6, 3), date(2024, 6, 10)) == 5


@pytest.mark.parametrize("version", [0, 1])
def test_a_version_that_is_not_newer_is_refused(version: int) -> None:
    with pytest.raises(ValueError, match=f"version {version} is not newer than version 1"):
        shipped().amended(change(version))


def test_what_was_known_is_what_had_been_recorded() -> None:
    history = CalendarHistory(shipped()).applied(change(2), RECORDED)
    history = history.applied(change(5), RECORDED + timedelta(days=10))
    asked = [RECORDED - timedelta(microseconds=1), RECORDED, RECORDED + timedelta(days=10)]
    assert [history.at(known_at).version for known_at in asked] == [1, 2, 5]
    assert history.current.version == 5
    assert [calendar.version for calendar in history.versions] == [1, 2, 5]


def test_a_deadline_finds_the_version_it_was_reckoned_by() -> None:
    history = CalendarHistory(shipped()).applied(change(3), RECORDED)
    found = history.version(3)
    assert found is not None
    assert found.is_working(date(2024, 4, 29))
    assert history.version(1) is shipped()
    assert history.version(2) is None


def test_a_history_grows_without_changing_what_others_hold() -> None:
    before = CalendarHistory(shipped())
    before.applied(change(), RECORDED)
    assert before.current.version == 1


def test_versions_are_recorded_in_their_order() -> None:
    history = CalendarHistory(shipped()).applied(change(2), RECORDED)
    with pytest.raises(ValueError, match="version 3 was recorded before version 2"):
        history.applied(change(3), RECORDED - timedelta(seconds=1))
