"""Which petitions stand behind the figures of a form (R24)? One line each, for whoever checks the sums."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PetitionLine:
    """A petition as the form's second sheet lists it; nothing personal."""

    petition_id: str
    unit_name: str
    conference_id: str
    group: str
    state: str
    overdue: bool
    received_on: date
    due_on: date | None
    answered_on: date | None
    document: str | None
