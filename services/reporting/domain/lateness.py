"""Whose answers are late, and how late (R11, R21)? Overdue petitions by unit and by working days past the due
day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.reporting.domain.petition_line import PetitionLine
from shared.units import Matter, Registry
from shared.working_days import WorkingDays

AGES: tuple[tuple[str, int | None], ...] = (("1–3", 3), ("4–7", 7), ("8–14", 14), ("trên 14", None))
"""What a column is called, and how many working days late it goes up to. Overdue on a day off is in
the first.
"""


@dataclass(frozen=True, slots=True)
class LateUnit:
    """One unit's overdue petitions, counted by age in the order of AGES."""

    unit: str
    counts: tuple[int, ...]


def held_by(
    overdue: Iterable[tuple[str, Matter, date, int]], on: date, registry: Registry
) -> list[tuple[str, date, int]]:
    """(unit of the conference, what it is, due day, petitions) by whoever holds it on that day (R6)."""
    return [
        (registry.holder_on(unit_id, on, matter), due_on, count) for unit_id, matter, due_on, count in overdue
    ]


def by_age(
    overdue: Iterable[tuple[str, date, int]], on: date, calendar: WorkingDays, registry: Registry
) -> list[LateUnit]:
    """(unit, due day, petitions) as a table, units in the order of the registry."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(AGES))
    for unit_id, due_on, petitions in overdue:
        counts[unit_id][_column(calendar.count(due_on, on))] += petitions
    place = {unit.id: number for number, unit in enumerate(registry.units)}
    known = sorted(counts, key=lambda unit_id: (place.get(unit_id, len(place)), unit_id))
    return [LateUnit(registry.name_at(unit_id, on), tuple(counts[unit_id])) for unit_id in known]


def working_days_overdue(line: PetitionLine, on: date, calendar: WorkingDays) -> int:
    """Since its due day; 0 if it is not overdue, or since a day off alone."""
    return calendar.count(line.due_on, on) if line.overdue and line.due_on else 0


def _column(days: int) -> int:
    return next(place for place, (_, most) in enumerate(AGES) if most is None or days <= most)
