"""May the unit meet businesses in this format (R3)? Section I in person; districts otherwise too."""

from shared.dialogue.breach import Breach
from shared.dialogue.conference import ConferenceView
from shared.units import Registry
from shared.units.unit import SECTION_I

FORMATS = {"business_coffee": "cà phê doanh nhân", "saturday_with_leaders": "thứ 7 cùng Bí thư, Chủ tịch"}
"""The formats kept for districts, as people call them."""


def format_breach(view: ConferenceView, registry: Registry) -> Breach | None:
    """The breach of a section I unit that does not meet businesses in person."""
    unit = registry.get(view.unit_id)
    if view.format not in FORMATS or unit is None or unit.section != SECTION_I:
        return None
    return Breach(
        rule="R3",
        kind="format",
        unit_id=view.unit_id,
        conference_id=view.conference_id,
        petition_id=None,
        at=view.scheduled_at,
        sentence=f"Hình thức “{FORMATS[view.format]}” chỉ dành cho Ủy ban nhân dân quận, huyện.",
    )
