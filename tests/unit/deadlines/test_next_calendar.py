"""May a calendar be the next version, and if not, which field keeps it from that?"""

from datetime import date
from typing import Any

import pytest

from services.deadlines.domain.next_calendar import days_changed, refusal
from shared.events.deadlines import CalendarApplied
from shared.events.validate import from_values
from shared.working_days import CalendarChange, shipped
from tests.builders.calendars import EXCHANGED_2024, announced

TODAY = date(2024, 4, 12)


def said(**other: Any) -> CalendarApplied:
    found = from_values(CalendarApplied, announced(2024, 2, "2024-04-12") | other)
    assert isinstance(found, CalendarApplied)
    return found


def test_the_next_version_may_come() -> None:
    assert refusal(said(), shipped(), TODAY) is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"version": 1}, "version"),
        ({"version": 3}, "version"),
        ({"announced_on": "2024-04-13"}, "announced_on"),
        ({"off": []}, "off"),
        ({"off": [{"date": "2025-01-01", "name": "Tết"}]}, "off.0.date"),
        ({"off": [{"date": "2024-05-01", "name": "a"}] * 2}, "off.1.date"),
        ({"working_weekend_days": [{"date": "2024-05-06", "name": "a"}]}, "working_weekend_days.0.date"),
    ],
)
def test_what_keeps_it_from_that_is_named(wrong: dict[str, Any], field: str) -> None:
    found = refusal(said(**wrong), shipped(), TODAY)
    assert found is not None
    assert found.field == field


def test_the_days_that_a_file_leaves_out_are_shown() -> None:
    """A file is the whole year's: one that names the new days alone would take Tết away."""
    change = CalendarChange.of(announced(2024, 2, "2024-04-12", EXCHANGED_2024))
    assert days_changed(change, shipped()) == (
        (date(2024, 4, 29),), (), (date(2024, 5, 4),), (),
    )  # fmt: skip
