"""Is the shipped calendar right? Against the `holidays` library, an independent list."""

import unicodedata
from datetime import date, timedelta
from importlib.resources import files

import holidays
import pytest

from shared.working_days import Status, shipped

KNOWN_DIFFERENCES = {
    # The exchange of 2/1 for Saturday 10/1 was announced eight days before; the library does not have it.
    date(2026, 1, 2): False,
    date(2026, 1, 10): True,
}
"""Day → does it work, by the shipped calendar; the library says otherwise."""


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_an_independent_list_has_the_same_working_days_but_for_known_differences(year: int) -> None:
    listed = holidays.country_holidays("VN", years=year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    different = {
        day: shipped().is_working(day)
        for day in days
        if day.year == year and shipped().is_working(day) != listed.is_working_day(day)
    }
    assert different == {day: works for day, works in KNOWN_DIFFERENCES.items() if day.year == year}


def test_the_exchange_announced_eight_days_before_is_in_it() -> None:
    # The library, without it, says 2026-01-09.
    assert shipped().add(date(2025, 12, 30), 7) == date(2026, 1, 10)


def test_it_is_version_1_and_covers_the_years_of_the_plan() -> None:
    assert shipped().version == 1
    assert [year.year for year in shipped().years] == [2023, 2024, 2025, 2026, 2027]


def test_a_day_knows_what_the_file_says_of_it() -> None:
    culture = shipped().special(date(2026, 11, 24))
    assert culture is not None
    assert culture.status is Status.TO_VERIFY
    assert shipped().special(date(2024, 6, 10)) is None


def test_its_text_is_nfc() -> None:
    text = (files("shared.working_days") / "data" / "working_days.json").read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)


def test_days_off_are_weekdays_so_that_each_one_counts() -> None:
    assert not [special for year in shipped().years for special in year.off if special.date.weekday() > 4]
