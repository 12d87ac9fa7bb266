"""Must the conference have a theme? That of a department or central agency (R1); a district's may (R2)."""

from shared.units import Registry
from shared.units.unit import SECTION_I


def theme_missing(unit_id: str, theme: str | None, registry: Registry) -> bool:
    """Does a conference of this unit lack the theme it must have?"""
    unit = registry.get(unit_id)
    return unit is not None and unit.section == SECTION_I and not (theme and theme.strip())
