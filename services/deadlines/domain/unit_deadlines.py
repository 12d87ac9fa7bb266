"""Everything that a unit owes in a year (R1, R2, R4), each deadline with its whole timeline."""

from collections.abc import Iterable

from services.deadlines.domain.annual_plan import annual_plan_timeline
from services.deadlines.domain.minimum_conferences import UnitConference, counting, minimum_timeline
from shared.dialogue.acts import Act, effective
from shared.dialogue.deadline import Timeline
from shared.units import Registry
from shared.working_days import WorkingDays


def unit_timelines(
    unit_id: str,
    unit_acts: Iterable[Act],
    conferences: Iterable[UnitConference],
    registry: Registry,
    years: Iterable[int],
    calendar: WorkingDays,
) -> dict[str, Timeline]:
    """The timelines by deadline id, for each of `years` in which the unit owes something."""
    plans = effective(unit_acts)
    counted = counting(unit_id, conferences, registry)
    timelines: list[Timeline] = []
    for year in years:
        timelines.append(annual_plan_timeline(unit_id, year, plans, registry, calendar))
        timelines.append(minimum_timeline(unit_id, year, counted, registry, calendar))
    return {timeline[0].deadline_id: timeline for timeline in timelines if timeline}
