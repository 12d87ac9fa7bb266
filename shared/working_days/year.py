"""Which days of one year differ from Monday to Friday, and how sure is that?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SATURDAY = 5


class Status(StrEnum):
    """Where a day off, or a weekend day worked, comes from."""

    ANNOUNCED = "announced"
    """Official notice."""
    STATUTORY = "statutory"
    """Follows from the Labour Code 2019, art. 112; whether days are exchanged around it is not yet known."""
    PROVISIONAL = "provisional"
    TO_VERIFY = "to_verify"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day off on Monday–Friday, or a Saturday or Sunday that is worked in exchange."""

    date: date
    name: str
    """As the notice calls it, in Vietnamese."""
    status: Status = Status.ANNOUNCED


@dataclass(frozen=True, slots=True)
class Year:
    """What a calendar says of one year. ValueError for what contradicts itself."""

    year: int
    off: tuple[SpecialDay, ...]
    working_weekend_days: tuple[SpecialDay, ...]

    def __post_init__(self) -> None:
        days = [special.date for special in self]
        for day in days:
            if day.year != self.year:
                raise ValueError(f"{day} is not a day of {self.year}")
            if days.count(day) > 1:
                raise ValueError(f"{day} is named twice")
        for special in self.working_weekend_days:
            if special.date.weekday() < SATURDAY:
                raise ValueError(f"{special.date} is no Saturday or Sunday: it is worked without an exchange")

    def __iter__(self) -> Iterator[SpecialDay]:
        """Every day that is named, off or worked."""
        yield from self.off
        yield from self.working_weekend_days

    @property
    def announced(self) -> bool:
        """Has this year's calendar been announced? A single day of it (to_verify) may still be open."""
        return any(special.status is Status.ANNOUNCED for special in self)
