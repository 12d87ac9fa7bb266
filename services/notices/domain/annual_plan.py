"""What does a unit plan for a year (R4, R5)?

Of several plans the earliest counts for the deadline, the latest gives the content.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.dialogue.acts import Act

SUBMITTED = "AnnualPlanSubmitted"


@dataclass(frozen=True, slots=True)
class AnnualPlan:
    """A unit's plan of one year, as it stands."""

    unit_id: str
    year: int
    submitted_at: datetime
    """When the first plan of the year was sent."""
    revised_at: datetime
    """When the one that holds now was."""
    conferences: list[Mapping[str, Any]]
    budget_vnd: int | None
    document: Mapping[str, Any] | None


def annual_plans(effective: Iterable[Act]) -> list[AnnualPlan]:
    """The plans of a unit, one a year, from its acts in order."""
    first: dict[int, datetime] = {}
    plans: dict[int, AnnualPlan] = {}
    for act in effective:
        if act.name != SUBMITTED:
            continue
        data = act.data
        year = data["year"]
        first.setdefault(year, act.time)
        plans[year] = AnnualPlan(
            unit_id=data["unit_id"],
            year=year,
            submitted_at=first[year],
            revised_at=act.time,
            conferences=data["conferences"],
            budget_vnd=data.get("budget_vnd"),
            document=data.get("document"),
        )
    return [plans[year] for year in sorted(plans)]
