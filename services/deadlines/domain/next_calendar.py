"""May this be the next version of the calendar? It names the field that keeps it from being that."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from shared.events.deadlines import CalendarApplied, NamedDay
from shared.events.public import plain
from shared.working_days import CalendarChange, WorkingDays
from shared.working_days.year import SATURDAY


class Refusal(NamedTuple):
    """What is wrong, and where."""

    field: str
    detail: str


class DaysChanged(NamedTuple):
    """What a new version says of its year that the one before did not."""

    no_longer_off: tuple[date, ...]
    newly_off: tuple[date, ...]
    no_longer_worked: tuple[date, ...]
    newly_worked: tuple[date, ...]


def speaks_of_its_year(said: CalendarApplied, applied: Sequence[Mapping[str, Any]]) -> int | None:
    """Once `said` was applied: which version says of its year what is so now? It, unless one replaced it.

    None: it is not among all `applied`, the oldest first.
    """
    wanted = plain(said)
    if wanted not in applied:
        return None
    return [data["version"] for data in applied if data["year"] == said.year][-1]


def refusal(said: CalendarApplied, current: WorkingDays, today: date) -> Refusal | None:
    """Why `said` can't follow `current`; None if it can."""
    if said.version != current.version + 1:
        return Refusal("version", f"must be {current.version + 1}: version {current.version} is in force")
    if said.announced_on > today:
        return Refusal("announced_on", f"{said.announced_on} is still to come")
    if not said.off:
        return Refusal("off", f"the calendar of {said.year} names no day off: it is the whole year's")
    seen: set[date] = set()
    for field, days in (("off", said.off), ("working_weekend_days", said.working_weekend_days)):
        for place, named in enumerate(days):
            wrong = _wrong(named, said.year, seen, worked=field != "off")
            if wrong:
                return Refusal(f"{field}.{place}.date", wrong)
            seen.add(named.date)
    return None


def _wrong(named: NamedDay, year: int, seen: set[date], *, worked: bool) -> str | None:
    if named.date.year != year:
        return f"{named.date} is not a day of {year}"
    if named.date in seen:
        return f"{named.date} is named twice"
    if worked and named.date.weekday() < SATURDAY:
        return f"{named.date} is no Saturday or Sunday: it is worked without an exchange"
    return None


def days_changed(change: CalendarChange, current: WorkingDays) -> DaysChanged:
    """What becomes of the days of its year: a file that names only the new days would show here."""
    year = next((known for known in current.years if known.year == change.year), None)
    off, worked = {day for day, _ in change.off}, {day for day, _ in change.working_weekend_days}
    was_off = {special.date for special in year.off} if year else set[date]()
    was_worked = {special.date for special in year.working_weekend_days} if year else set[date]()
    return DaysChanged(
        tuple(sorted(was_off - off)),
        tuple(sorted(off - was_off)),
        tuple(sorted(was_worked - worked)),
        tuple(sorted(worked - was_worked)),
    )
