"""What does the plan ask of DPI on a day (R4, R20)? The last quarter's summary, and the plans to be urged."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.clock import local_date
from shared.dialogue.quarter import Quarter
from shared.dialogue.readings import annual_plan_due, annual_plan_urged_from


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to be done; what is not yet stands with its day."""

    quarter: Quarter
    """The last that has ended (R20)."""
    summed_up: bool
    plans_year: int
    plans_to_urge: tuple[str, ...] | None
    """R4: the units that have not sent their plan, from the day on which DPI urges; None: not known yet."""

    @property
    def plans_urged_from(self) -> date:
        return annual_plan_urged_from(self.plans_year)

    @property
    def plans_due(self) -> date:
        return annual_plan_due(self.plans_year)

    @property
    def nothing(self) -> bool:
        """Is there nothing to be done today?"""
        return self.summed_up and self.plans_to_urge == ()


def last_ended(today: date) -> Quarter:
    """The quarter before the one that runs."""
    return Quarter.of(Quarter.of(today).first_day - timedelta(days=1))


def summed_up(quarter: Quarter, until: datetime | None) -> bool:
    """R20: was the whole quarter summed up? Not by what was compiled while it ran, to try or to look."""
    return until is not None and local_date(until) >= quarter.last_day
