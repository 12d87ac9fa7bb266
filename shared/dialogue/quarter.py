"""Which quarter is it (R20, R25)? A calendar quarter, written 2024-Q2."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shared.events.fields import FIRST_YEAR, LAST_YEAR

WRITTEN = re.compile(r"([0-9]{4})-Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; in order of time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"a year has quarters 1 to 4, not {self.number}")

    def __str__(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @staticmethod
    def parse(text: str) -> "Quarter":
        """The quarter written so; ValueError names the text."""
        written = WRITTEN.fullmatch(text)
        if written is None or not FIRST_YEAR <= int(written[1]) < LAST_YEAR:
            raise ValueError(
                f"{text!r} is no quarter of {FIRST_YEAR} to {LAST_YEAR - 1}, written such as 2024-Q2"
            )
        return Quarter(int(written[1]), int(written[2]))

    @staticmethod
    def of(day: date) -> "Quarter":
        """The quarter that `day` falls in."""
        return Quarter(day.year, (day.month + 2) // 3)

    @property
    def bounds(self) -> tuple[date, date]:
        """Its first and its last day."""
        return self.first_day, self.last_day

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def __contains__(self, day: date) -> bool:
        return Quarter.of(day) == self
