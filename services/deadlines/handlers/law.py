"""Which calendar and which registry apply? The shipped ones, version 1; later versions come as facts."""

from dataclasses import dataclass
from datetime import datetime

from shared import units, working_days
from shared.clock import local_date
from shared.dialogue.readings import FIRST_MINIMUM_YEAR, annual_plan_due, minimum_due
from shared.units import Registry
from shared.working_days import CalendarHistory, WorkingDays


class CalendarNotCovering(RuntimeError):
    """The calendar says nothing of the running year: every due day would be a guess."""


@dataclass(frozen=True, slots=True)
class Law:
    """What due days are reckoned by."""

    calendar: WorkingDays
    registry: Registry


class Laws:
    """The versions of the law; which one holds depends on what was known."""

    def __init__(self, calendars: CalendarHistory, registry: Registry) -> None:
        self._calendars = calendars
        self._registry = registry

    @property
    def current(self) -> Law:
        """What holds now."""
        return Law(self._calendars.current, self._registry)

    def at(self, known_at: datetime) -> Law:
        """What was known to hold at `known_at`: before the first announcement, what was shipped."""
        return Law(self._calendars.at(known_at), self._registry)

    def calendar_of(self, version: int) -> WorkingDays:
        """The version a due day was counted by: it explains it, also while a newer one is worked in."""
        return self._calendars.version(version) or self._calendars.current


def shipped(now: datetime) -> Laws:
    """The shipped law; CalendarNotCovering if the year of `now` is not in its calendar."""
    calendar = working_days.shipped()
    today = local_date(now)
    if not calendar.covers(today):
        raise CalendarNotCovering(
            f"the working-day calendar does not cover {today.year}: apply that year's calendar "
            "(shared/working_days/data/working_days.json) before starting"
        )
    return Laws(CalendarHistory(calendar), units.shipped())


def yearly_units(registry: Registry, until: datetime) -> list[str]:
    """The units that owe something in any year up to that of `until` (R4)."""
    years = range(FIRST_MINIMUM_YEAR, local_date(until).year + 1)
    days = [due(year) for year in years for due in (annual_plan_due, minimum_due)]
    return sorted({unit.id for day in days for unit in registry.obliged_on(day)})
