"""What do the units plan to spend in a year (R5)? By unit, added up for Sở Tài chính.

Of several plans of a year the latest gives the content, the budget included; the earliest only meets R4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.dialogue.acts import Act, effective
from shared.units import Registry

PLAN = "AnnualPlanSubmitted"


@dataclass(frozen=True, slots=True)
class UnitBudget:
    """What one unit's plan of a year, as it stood, asks for."""

    unit_id: str
    year: int
    conferences: int
    """How many the plan names."""
    budget_vnd: int | None
    """None: the plan says nothing of money, which is not the same as needing none."""
    planned_at: datetime
    """When the plan that holds was sent."""


def unit_budgets(acts: Iterable[Act], at: datetime) -> dict[tuple[str, int], UnitBudget]:
    """By unit and year, from the acts of one unit's subject in any order, as they stood at `at`."""
    found: dict[tuple[str, int], UnitBudget] = {}
    for act in effective(acts):
        if act.name != PLAN or act.time > at:
            continue
        # A successor may send the plan of the unit it follows (R6): the plan says whose it is.
        unit_id, year = act.data["unit_id"], act.data["year"]
        planned, budget = len(act.data["conferences"]), act.data.get("budget_vnd")
        found[unit_id, year] = UnitBudget(unit_id, year, planned, budget, act.time)
    return found


def of_year(year: int, plans: Iterable[Iterable[Act]], at: datetime, registry: Registry) -> list[UnitBudget]:
    """The budgets of a year in the order of the registry; `plans`: each unit's acts."""
    found: Mapping[str, UnitBudget] = {
        budget.unit_id: budget
        for acts in plans
        for budget in unit_budgets(acts, at).values()
        if budget.year == year
    }
    return [found[unit.id] for unit in registry.units if unit.id in found]


def total_vnd(budgets: Iterable[UnitBudget]) -> int:
    """What all of them ask for together; a plan without a budget adds nothing."""
    return sum(budget.budget_vnd or 0 for budget in budgets)
