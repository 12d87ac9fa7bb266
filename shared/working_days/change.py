"""What does an announced calendar say of its year (`CalendarApplied`)? It replaces what was known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.working_days.year import SpecialDay, Year


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """A year as officially announced; ValueError for days that contradict each other or the year."""

    version: int
    announced_on: date
    year: int
    off: tuple[tuple[date, str], ...]
    working_weekend_days: tuple[tuple[date, str], ...]
    document: Mapping[str, Any]
    """Number and date, as the fact carries them."""

    def __post_init__(self) -> None:
        if not self.off:
            # No year is without Tết: an empty list is a file half filled in.
            raise ValueError(f"the calendar of {self.year} names no day off")
        self.as_year()

    @staticmethod
    def of(data: Mapping[str, Any]) -> "CalendarChange":
        """The change that a fact's data tells: days are texts (YYYY-MM-DD) or dates."""
        return CalendarChange(
            version=data["version"],
            announced_on=_day(data["announced_on"]),
            year=data["year"],
            off=_named(data["off"]),
            working_weekend_days=_named(data["working_weekend_days"]),
            document=data["document"],
        )

    def as_year(self) -> Year:
        """The whole year, every day of it announced."""
        return Year(
            self.year,
            tuple(SpecialDay(day, name) for day, name in self.off),
            tuple(SpecialDay(day, name) for day, name in self.working_weekend_days),
        )


def _named(days: Iterable[Mapping[str, Any]]) -> tuple[tuple[date, str], ...]:
    return tuple((_day(each["date"]), str(each["name"])) for each in days)


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
