"""Must the conference have a theme? That of a department or central agency (R1); a district's may (R2)."""

from shared.units import Registry

SECTION_WITH_THEMES = "I"


def theme_missing(unit_id: str, theme: str | None, registry: Registry) -> bool:
    """Does a conference of this unit lack the theme it must have?"""
    unit = registry.get(unit_id)
    return unit is not None and unit.section == SECTION_WITH_THEMES and not (theme and theme.strip())
