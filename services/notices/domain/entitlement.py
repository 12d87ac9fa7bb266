"""Who may speak for a conference or a plan? The unit it belongs to, and any successor of that unit (R6)."""

from shared.units import Registry


def entitled(acting_unit: str, unit_id: str, registry: Registry) -> bool:
    """May `acting_unit` act for what belongs to `unit_id`?"""
    return registry.is_same_or_successor(acting_unit, unit_id)
