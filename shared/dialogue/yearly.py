"""What does a unit owe of a year (R1, R2, R4, R6)? Its plan, and a number of conferences.

Deadlines sets them as due days, reporting asks in its ledger whether they were kept.
"""

from datetime import date

from shared.dialogue.readings import (
    FIRST_MINIMUM_YEAR,
    FIRST_PLAN_YEAR,
    annual_plan_due,
    minimum_due,
    owes_the_whole_year,
)
from shared.units import Unit


def owes_plan(unit: Unit, year: int) -> bool:
    """R4: does the unit owe the annual plan of that year?"""
    return year >= FIRST_PLAN_YEAR and _owes(unit, annual_plan_due(year))


def minimum_owed(unit: Unit, year: int) -> int:
    """R1, R2: how many conferences the unit owes of that year; 0: none."""
    return unit.minimum_per_year if year >= FIRST_MINIMUM_YEAR and _owes(unit, minimum_due(year)) else 0


def _owes(unit: Unit, due_on: date) -> bool:
    return unit.obliged and owes_the_whole_year(unit.valid_from, unit.valid_to, due_on)
