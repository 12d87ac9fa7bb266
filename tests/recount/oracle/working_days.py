"""Which days are worked? Read from the data file alone, counted day by day."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parents[3] / "shared" / "working_days" / "data" / "working_days.json"
ONE = timedelta(days=1)
VERSION = 1
"""The shipped file's; later versions are facts, and no year tells any."""


class Reckoned(NamedTuple):
    """A due day, and how it was counted."""

    due_on: date
    counted_from: date
    """The day itself is not counted (art. 147); of a fixed day of the year, 1 January."""
    working_days: int
    """Negative: before it; 0: a fixed day."""
    provisional: bool
    """Something that was passed in counting is not announced yet."""
    passed: tuple[tuple[date, bool], ...]
    """Each day in the order of counting, and whether it counted; the due day is the last."""


class WorkingDays:
    """The calendar: Monday to Friday, less the days off, and the weekend days worked in exchange."""

    def __init__(self) -> None:
        years = json.loads(DATA.read_text("utf-8"))["years"]
        self._off = {date.fromisoformat(one["date"]) for year in years.values() for one in year["off"]}
        self._worked = {
            date.fromisoformat(one["date"]) for year in years.values() for one in year["working_weekend_days"]
        }
        self._announced_years: set[int] = set()
        self._in_doubt: set[date] = set()
        for number, year in years.items():
            for one in [*year["off"], *year["working_weekend_days"]]:
                if one["status"] == "announced":
                    self._announced_years.add(int(number))
                else:
                    self._in_doubt.add(date.fromisoformat(one["date"]))

    def worked(self, day: date) -> bool:
        return day in self._worked or (day.weekday() < 5 and day not in self._off)

    def announced(self, day: date) -> bool:
        """Is it sure whether this day is worked?"""
        return day.year in self._announced_years and day not in self._in_doubt

    def after(self, day: date, count: int) -> date:
        """The count-th working day after the day, which itself is not counted (art. 147)."""
        return self.reckon(day, count).due_on

    def before(self, day: date, count: int) -> date:
        """The count-th working day before the day, which itself is not counted."""
        return self.reckon(day, -count).due_on

    def reckon(self, day: date, count: int) -> Reckoned:
        """The count-th working day after it; before it, if the count is negative."""
        passed: list[tuple[date, bool]] = []
        left, walking = abs(count), day
        while left:
            walking += ONE if count > 0 else -ONE
            passed.append((walking, self.worked(walking)))
            left -= self.worked(walking)
        doubtful = any(not self.announced(one) for one, _ in passed)
        return Reckoned(walking, day, count, doubtful, tuple(passed))

    def late(self, due_on: date, day: date) -> int:
        """The working days from the day after the due day to that day."""
        count = 0
        while due_on < day:
            due_on += ONE
            count += self.worked(due_on)
        return count


def fixed(due_on: date) -> Reckoned:
    """A day of the year that no counting moves."""
    return Reckoned(due_on, date(due_on.year, 1, 1), 0, False, ())
