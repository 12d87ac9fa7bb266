"""Of several plans of a year the earliest gives the content too, the budget with it (R5)."""

from collections.abc import Iterable
from datetime import datetime

from services.reporting.domain import budgets, unit_compliance
from services.reporting.domain.budgets import UnitBudget
from shared.dialogue.acts import Act, EffectiveActs, effective
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = budgets.unit_budgets

    def first_wins(acts: Iterable[Act], at: datetime) -> dict[tuple[str, int], UnitBudget]:
        happened = [act for act in effective(acts) if act.time <= at]
        return real(EffectiveActs(reversed(happened)), at)

    patch(budgets, "unit_budgets", first_wins)
    patch(unit_compliance, "unit_budgets", first_wins)
