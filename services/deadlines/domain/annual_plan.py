"""Has the unit sent its annual plan (R4, R5)? Due 31 March, by every obliged unit valid on that day."""

from collections.abc import Iterable

from shared.clock import start_of
from shared.dialogue.acts import Act
from shared.dialogue.deadline import Timeline
from shared.dialogue.obligation import Obligation
from shared.dialogue.readings import annual_plan_due
from shared.dialogue.yearly import owes_plan
from shared.events.deadlines import DeadlineKind
from shared.units import Registry
from shared.working_days import WorkingDays


def annual_plan_timeline(
    unit_id: str, year: int, plans: Iterable[Act], registry: Registry, calendar: WorkingDays
) -> Timeline:
    """The deadline `annual_plan` of a unit and year; `plans` in order: the earliest of the year meets it.

    Empty if this unit does not owe a plan of that year.
    """
    due_on = annual_plan_due(year)
    unit = registry.get(unit_id)
    if unit is None or not owes_plan(unit, year):
        return []
    kind = DeadlineKind.ANNUAL_PLAN
    new_year = due_on.replace(month=1, day=1)
    obligation = Obligation(
        deadline_id=f"{kind}:{unit_id}:{year}",
        kind=kind,
        rule="R4",
        unit_id=unit_id,
        conference_id=None,
        counted_from=new_year,
        working_days=0,
        due_on=due_on,
        soft=False,
        provisional=False,
        calendar_version=calendar.version,
        caused_at=start_of(new_year),
    )
    sent = (plan.time for plan in plans if plan.name == "AnnualPlanSubmitted" and plan.data["year"] == year)
    return obligation.timeline(start_of(new_year), next(sent, None), None, None)
