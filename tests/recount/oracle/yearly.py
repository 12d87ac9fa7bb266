"""What is owed each year (R1, R2, R4, R6): a plan by 31 March, conferences by 31 December?"""

from collections import defaultdict
from datetime import date

from tests.recount.oracle.acceptance import Accepted
from tests.recount.oracle.due import Deadline, stands
from tests.recount.oracle.instants import Instant, day_of, midnight
from tests.recount.oracle.records import Act
from tests.recount.oracle.registry import Registry
from tests.recount.oracle.standing import Conference


def yearly(
    accepted: Accepted, conferences: list[tuple[Conference, Act | None]], registry: Registry, moment: Instant
) -> list[Deadline]:
    """`conferences`: each with the act by which it counts toward the year's minimum, if it does."""
    counted: defaultdict[tuple[str, int], list[Act]] = defaultdict(list)
    for seen, act in conferences:
        if act is not None:
            counted[seen.unit, seen.starts_on.year].append(act)
    found: list[Deadline] = []
    for unit_id, unit in registry.units.items():
        if not unit["obliged"]:
            continue
        for year in range(2024, day_of(moment).year + 1):
            if year >= 2025 and registry.valid(unit_id, date(year, 3, 31)):
                met = _plan(accepted, unit_id, year, moment)
                found.append(
                    stands("annual_plan", f"{unit_id} {year}", date(year, 3, 31), moment, met, False)
                )
            if registry.valid(unit_id, date(year, 12, 31)):
                acts = sorted(counted[unit_id, year], key=lambda act: act.time)
                least = unit["minimum_per_year"]
                met = acts[least - 1] if len(acts) >= least else None
                found.append(
                    stands("minimum_conferences", f"{unit_id} {year}", date(year, 12, 31), moment, met, False)
                )
    return [one for one in found if midnight(date(one.due_on.year, 1, 1)) <= moment]


def _plan(accepted: Accepted, unit_id: str, year: int, moment: Instant) -> Act | None:
    sent = [
        act
        for act in accepted.plans
        if act.data["unit_id"] == unit_id and act.data["year"] == year and act.time <= moment
    ]
    return min(sent, key=lambda act: act.time, default=None)
