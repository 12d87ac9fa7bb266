"""How did each obliged unit keep the plan in a year (R1, R2, R4)? The ledger that DPI urges from (R21)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.reporting.domain.conference_compliance import CHANNELS, ConferenceCompliance
from services.reporting.domain.keeping import Keeping, keeping, tally
from shared.clock import HCM, local_date
from shared.dialogue.acts import Act, effective
from shared.dialogue.readings import (
    FIRST_MINIMUM_YEAR,
    FIRST_PLAN_YEAR,
    annual_plan_due,
    minimum_due,
)
from shared.units import Registry, Unit

PLAN = "AnnualPlanSubmitted"


@dataclass(frozen=True, slots=True)
class UnitCompliance:
    """One unit's year, as it stood at a moment."""

    unit_id: str
    unit_name: str
    section: str
    plan: Keeping | None
    """R4; None: this unit owes none of this year."""
    plan_sent_at: datetime | None
    minimum: int
    """How many conferences it owes of this year; 0: none, as it is not valid on the day they are due (R6)."""
    conferences: tuple[ConferenceCompliance, ...]

    @property
    def held(self) -> int:
        return sum(each.held for each in self.conferences)

    @property
    def lawfully_stopped(self) -> int:
        return sum(each.lawfully_stopped for each in self.conferences)

    @property
    def minimum_met(self) -> bool:
        """R4: one that was lawfully stopped counts toward the minimum."""
        return self.held + self.lawfully_stopped >= self.minimum

    def to_json(self) -> dict[str, Any]:
        """The unit's line of the ledger."""
        sent_at, conferences = self.plan_sent_at, self.conferences
        return {
            "unit_id": self.unit_id,
            "unit_name": self.unit_name,
            "section": self.section,
            "plan": self.plan.value if self.plan else None,
            "plan_sent": sent_at is not None,
            "plan_sent_at": sent_at.astimezone(HCM).isoformat() if sent_at else None,
            "minimum": self.minimum,
            "held": self.held,
            "lawfully_stopped": self.lawfully_stopped,
            "minimum_met": self.minimum_met,
            "notices": {c: tally(each.notices[c] for each in conferences) for c in CHANNELS},
            "reports": tally(each.report for each in conferences),
            "answers": tally(answer for each in conferences for answer in each.answers),
            "overdue": sum(each.overdue for each in conferences),
            "fewer_than_20_participants": sum(each.few_participants for each in conferences),
        }


def of_year(
    year: int,
    conferences: Iterable[ConferenceCompliance],
    acts_of_unit: Mapping[str, Sequence[Act]],
    registry: Registry,
    at: datetime,
) -> list[UnitCompliance]:
    """The obliged units that existed in the year, in the order of the registry."""
    held_by: dict[str, list[ConferenceCompliance]] = {}
    for each in sorted(conferences, key=lambda one: one.conference_id):
        if each.year == year:
            held_by.setdefault(each.unit_id, []).append(each)
    return [
        _unit(unit, year, tuple(held_by.get(unit.id, ())), acts_of_unit.get(unit.id, ()), at)
        for unit in registry.units
        if unit.obliged and _existed(unit, year)
    ]


def _existed(unit: Unit, year: int) -> bool:
    begun = unit.valid_from <= date(year, 12, 31)
    return begun and (unit.valid_to is None or unit.valid_to >= date(year, 1, 1))


def _unit(
    unit: Unit, year: int, conferences: tuple[ConferenceCompliance, ...], acts: Sequence[Act], at: datetime
) -> UnitCompliance:
    sent_at = _plan_sent_at(year, acts, at)
    owes_plan = year >= FIRST_PLAN_YEAR and unit.valid_at(annual_plan_due(year))
    owes_minimum = year >= FIRST_MINIMUM_YEAR and unit.valid_at(minimum_due(year))
    return UnitCompliance(
        unit_id=unit.id,
        unit_name=unit.name_at(min(local_date(at), date(year, 12, 31))),
        section=unit.section,
        plan=keeping(annual_plan_due(year), sent_at, at) if owes_plan else None,
        plan_sent_at=sent_at,
        minimum=unit.minimum_per_year if owes_minimum else 0,
        conferences=conferences,
    )


def _plan_sent_at(year: int, acts: Iterable[Act], at: datetime) -> datetime | None:
    """R5: of several plans of a year the earliest meets the deadline."""
    sent = (
        act.time
        for act in effective(acts)
        if act.name == PLAN and act.data["year"] == year and act.time <= at
    )
    return next(sent, None)
