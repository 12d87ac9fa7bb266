"""How did each obliged unit keep the plan in a year (R1–R9, R11, R13)? The ledger DPI urges from (R21).

A conference, and what is broken there without being late, stays with the unit it is of; a duty around it
(notices, report, answers) stands under whoever holds it (R6), as deadlines lists it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.reporting.domain.budgets import PLAN, unit_budgets
from services.reporting.domain.conference_compliance import ConferenceCompliance
from services.reporting.domain.duties import NO_DUTIES, Duties, by_holder
from services.reporting.domain.keeping import Keeping, keeping
from shared.clock import local_date, local_moment
from shared.dialogue.acts import Act, effective
from shared.dialogue.breach import Breach
from shared.dialogue.readings import annual_plan_due, annual_plan_urged_from
from shared.dialogue.yearly import minimum_owed, owes_plan
from shared.units import Registry, Unit

BREACHES = ("R3", "R7", "R9", "R13")
"""The rules that can be broken without anything being late, in their order."""


@dataclass(frozen=True, slots=True)
class UnitCompliance:
    """One unit's year, as it stood at a moment."""

    unit: Unit
    unit_name: str
    plan: Keeping | None
    """R4; None: this unit owes none of this year."""
    plan_sent_at: datetime | None
    planned: int
    """How many conferences its plan, as it stands, names (R5); 0 without a plan."""
    budget_vnd: int | None
    minimum: int
    """How many conferences it owes of this year; 0: none, as it is not valid on the day they are due (R6)."""
    counted: int
    """Conferences that count toward it: its own, and those it held for a unit it followed (R6)."""
    conferences: tuple[ConferenceCompliance, ...]
    """Those it scheduled."""
    duties: Duties
    """Those it holds, of whichever unit's conferences."""
    breaches: tuple[Breach, ...]

    @property
    def held(self) -> int:
        return sum(each.held for each in self.conferences)

    @property
    def lawfully_stopped(self) -> int:
        return sum(each.lawfully_stopped for each in self.conferences)

    @property
    def minimum_met(self) -> bool:
        """R4: one that was lawfully stopped counts toward the minimum."""
        return self.counted >= self.minimum

    def to_json(self) -> dict[str, Any]:
        """The unit's line of the ledger."""
        sent_at, conferences, unit = self.plan_sent_at, self.conferences, self.unit
        return {
            "unit_id": unit.id,
            "unit_name": self.unit_name,
            "section": unit.section,
            "obliged": unit.obliged,
            "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
            "successors": list(unit.successors),
            "plan": self.plan.value if self.plan else None,
            "plan_sent": sent_at is not None,
            "plan_sent_at": local_moment(sent_at) if sent_at else None,
            "conferences_planned": self.planned,
            "budget_vnd": self.budget_vnd,
            "minimum": self.minimum,
            "counted": self.counted,
            "scheduled": len(conferences),
            "held": self.held,
            "lawfully_stopped": self.lawfully_stopped,
            "stopped_otherwise": sum(each.stopped_otherwise for each in conferences),
            "minimum_met": self.minimum_met,
            **self.duties.to_json(),
            "fewer_than_20_participants": sum(each.few_participants for each in conferences),
            "breaches": {rule: sum(each.rule == rule for each in self.breaches) for rule in BREACHES},
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """A year of all obliged units, and of whoever else holds something of it (R6); and every breach around
    its conferences, whoever broke the rule.
    """

    units: list[UnitCompliance]
    breaches: list[Breach]
    plans_to_urge: tuple[str, ...]
    """R4: the units that DPI urges in quarter I, and until they have sent their plan."""

    def to_json(self) -> dict[str, Any]:
        """The ledger: what is missing, what is planned to be spent, what was broken, unit by unit."""
        return {
            "plans_to_urge": list(self.plans_to_urge),
            "plans_missing": [each.unit.id for each in self.units if each.plan is Keeping.OVERDUE],
            "budget_vnd": sum(each.budget_vnd or 0 for each in self.units),
            "breaches": [
                {
                    "rule": each.rule,
                    "kind": each.kind,
                    "unit_id": each.unit_id,
                    "conference_id": each.conference_id,
                    "petition_id": each.petition_id,
                    "at": local_moment(each.at),
                    "text": each.sentence,
                }
                for each in self.breaches
            ],
            "items": [each.to_json() for each in self.units],
        }


def of_year(
    year: int,
    conferences: Iterable[ConferenceCompliance],
    acts_of_unit: Mapping[str, Sequence[Act]],
    registry: Registry,
    at: datetime,
) -> Ledger:
    """The units in the order of the registry: the obliged ones that existed in the year, and any other that
    holds a duty around their conferences, or it would be lost between the lines.

    Such are a ward that has inherited from its district, though it owes no plan and no conference, and a
    district whose split nobody has decided, in the years after its end too.
    """
    scheduled_by: dict[str, list[ConferenceCompliance]] = {}
    broken: list[Breach] = []
    counted: Counter[str] = Counter()
    of_it = sorted((one for one in conferences if one.year == year), key=lambda one: one.conference_id)
    for each in of_it:
        scheduled_by.setdefault(each.unit_id, []).append(each)
        broken += each.breaches
        counted.update([each.counts_for] if each.counts_for else [])
    broken.sort(key=lambda one: (BREACHES.index(one.rule), one.at, one.conference_id, one.petition_id or ""))
    duties = by_holder(of_it)
    obliged = {unit.id for unit in registry.units if unit.obliged}
    holders = by_holder(one for one in of_it if one.unit_id in obliged).keys()
    units = [
        _unit(
            unit,
            year,
            at,
            conferences=scheduled_by.get(unit.id, ()),
            duties=duties.get(unit.id, NO_DUTIES),
            counted=counted[unit.id],
            acts=acts_of_unit.get(unit.id, ()),
            broken=broken,
        )
        for unit in registry.units
        if (unit.obliged and _existed(unit, year)) or unit.id in holders
    ]
    urging = local_date(at) >= annual_plan_urged_from(year)
    owing = (each.unit.id for each in units if urging and each.plan in (Keeping.OPEN, Keeping.OVERDUE))
    return Ledger(units, broken, tuple(owing))


def _existed(unit: Unit, year: int) -> bool:
    begun = unit.valid_from <= date(year, 12, 31)
    return begun and (unit.valid_to is None or unit.valid_to >= date(year, 1, 1))


def _unit(
    unit: Unit,
    year: int,
    at: datetime,
    *,
    conferences: Sequence[ConferenceCompliance],
    duties: Duties,
    counted: int,
    acts: Sequence[Act],
    broken: Sequence[Breach],
) -> UnitCompliance:
    sent_at, latest = _plan_sent_at(year, acts, at), unit_budgets(acts, at).get((unit.id, year))
    return UnitCompliance(
        unit=unit,
        unit_name=unit.name_at(min(local_date(at), date(year, 12, 31))),
        plan=keeping(annual_plan_due(year), sent_at, at) if owes_plan(unit, year) else None,
        plan_sent_at=sent_at,
        planned=latest.conferences if latest else 0,
        budget_vnd=latest.budget_vnd if latest else None,
        minimum=minimum_owed(unit, year),
        counted=counted,
        conferences=tuple(conferences),
        duties=duties,
        # R13 is broken by whoever passed the petition on, which need not be the conference's unit.
        breaches=tuple(each for each in broken if each.unit_id == unit.id),
    )


def _plan_sent_at(year: int, acts: Iterable[Act], at: datetime) -> datetime | None:
    """R5: of several plans of a year the earliest meets the deadline."""
    sent = (
        act.time
        for act in effective(acts)
        if act.name == PLAN and act.data["year"] == year and act.time <= at
    )
    return next(sent, None)
