"""Announced calendars, for tests: a year as it is shipped, before and after days were exchanged in it."""

from datetime import date
from typing import Any

from shared.working_days import SpecialDay, shipped


def announced(year: int, version: int, announced_on: str, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The shipped days of a year as the data of `CalendarApplied`, less some: those not yet announced."""
    (found,) = [each for each in shipped().years if each.year == year]
    left_out = {date.fromisoformat(day) for day in without}

    def named(days: tuple[SpecialDay, ...]) -> list[dict[str, str]]:
        return [{"date": d.date.isoformat(), "name": d.name} for d in days if d.date not in left_out]

    return {
        "version": version,
        "announced_on": announced_on,
        "year": year,
        "off": named(found.off),
        "working_weekend_days": named(found.working_weekend_days),
        "document": {"number": f"{version}/TB", "date": announced_on},
    }


EXCHANGED_2024 = ("2024-04-29", "2024-05-04")
"""Announced on 12/4/2024: 29/4 off, the Saturday 4/5 worked for it."""
EXCHANGED_2026 = ("2026-01-02", "2026-01-10")
"""Announced on 25/12/2025: 2/1 off, the Saturday 10/1 worked for it."""


def exchanged(version: int, announced_on: str, *, off: str, worked: str) -> dict[str, Any]:
    """The shipped days of that year, and one weekday more off, for which a day of a weekend is worked."""
    data = announced(int(off[:4]), version, announced_on)
    data["off"].append({"date": off, "name": "Nghỉ hoán đổi"})
    data["working_weekend_days"].append({"date": worked, "name": "Làm bù"})
    return data
