"""What does the shipped calendar say (version 1)? Read once, from the package's own data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from shared.working_days.calendar import WorkingDays
from shared.working_days.year import SpecialDay, Year

SHIPPED_VERSION = 1


@dataclass(frozen=True, slots=True)
class _YearOfFile:
    off: tuple[SpecialDay, ...]
    working_weekend_days: tuple[SpecialDay, ...]


@dataclass(frozen=True, slots=True)
class _File:
    years: dict[str, _YearOfFile]


@cache
def shipped() -> WorkingDays:
    """The shipped calendar."""
    text = (files("shared.working_days") / "data" / "working_days.json").read_bytes()
    years = msgspec.json.decode(text, type=_File).years
    return WorkingDays(
        SHIPPED_VERSION,
        [Year(int(year), found.off, found.working_weekend_days) for year, found in years.items()],
    )
