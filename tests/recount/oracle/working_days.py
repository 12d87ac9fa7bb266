"""Which days are worked? Read from the data file alone, counted day by day."""

import json
from datetime import date, timedelta
from pathlib import Path

DATA = Path(__file__).parents[3] / "shared" / "working_days" / "data" / "working_days.json"
ONE = timedelta(days=1)


class WorkingDays:
    """The calendar: Monday to Friday, less the days off, and the weekend days worked in exchange."""

    def __init__(self) -> None:
        years = json.loads(DATA.read_text("utf-8"))["years"].values()
        self._off = {date.fromisoformat(one["date"]) for year in years for one in year["off"]}
        self._worked = {
            date.fromisoformat(one["date"]) for year in years for one in year["working_weekend_days"]
        }

    def worked(self, day: date) -> bool:
        return day in self._worked or (day.weekday() < 5 and day not in self._off)

    def after(self, day: date, count: int) -> date:
        """The count-th working day after the day, which itself is not counted (art. 147)."""
        return self._walk(day, count, ONE)

    def before(self, day: date, count: int) -> date:
        """The count-th working day before the day, which itself is not counted."""
        return self._walk(day, count, -ONE)

    def late(self, due_on: date, day: date) -> int:
        """The working days from the day after the due day to that day."""
        count = 0
        while due_on < day:
            due_on += ONE
            count += self.worked(due_on)
        return count

    def _walk(self, day: date, count: int, step: timedelta) -> date:
        while count:
            day += step
            count -= self.worked(day)
        return day
