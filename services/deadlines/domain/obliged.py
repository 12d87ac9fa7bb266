"""Whose is a yearly obligation (R6)? The unit's that is obliged and valid on the day it is due."""

from datetime import date

from shared.units import Registry, Unit


def obliged_unit(unit_id: str, due_on: date, registry: Registry) -> Unit | None:
    """The unit, if it owes what is due on that day; None if it is exempt, not valid then, or unknown."""
    unit = registry.get(unit_id)
    if unit is None or not unit.obliged or not registry.valid_at(unit_id, due_on):
        return None
    return unit
