"""How does a conference stand at a moment, as far as the forms ask (R25, R26)?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.dialogue.conference import ConferenceView
from shared.dialogue.quarter import Quarter


@dataclass(frozen=True, slots=True)
class ConferenceStanding:
    """What a row of the forms says of its conference."""

    conference_id: str
    unit_id: str
    theme: str | None
    starts_at: datetime
    starts_on: date
    quarter: str
    cancelled: bool
    cancelled_document: Mapping[str, Any] | None
    held: bool


def standing(view: ConferenceView) -> ConferenceStanding:
    """The view of the conference, less what the forms don't ask."""
    return ConferenceStanding(
        conference_id=view.conference_id,
        unit_id=view.unit_id,
        theme=view.theme,
        starts_at=view.starts_at,
        starts_on=view.starts_on,
        quarter=str(Quarter.of(view.starts_on)),
        cancelled=view.cancelled,
        cancelled_document=view.cancelled_document,
        held=view.held,
    )
