"""Did enough businesses take part (R9)? At least 20, counted as organisations and not as heads."""

from shared.dialogue.breach import Breach
from shared.dialogue.conference import ConferenceView
from shared.dialogue.readings import MINIMUM_PARTICIPANTS


def participants_breach(view: ConferenceView) -> Breach | None:
    """The breach of a conference that was held with too few."""
    if view.held_at is None or view.participants is None or view.participants >= MINIMUM_PARTICIPANTS:
        return None
    return Breach(
        rule="R9",
        kind="participants",
        unit_id=view.unit_id,
        conference_id=view.conference_id,
        petition_id=None,
        at=view.held_at,
        sentence=f"Có {view.participants} đơn vị tham dự, ít hơn {MINIMUM_PARTICIPANTS}.",
    )
