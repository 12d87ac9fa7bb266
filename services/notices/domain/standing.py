"""How far is a conference (R7, R9, R26)? To come, begun by its hour, held as its unit says, or stopped."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.dialogue.conference import ConferenceStatus


class Standing(StrEnum):
    """One of these at any moment."""

    COMING = "coming"
    BEGUN = "begun"
    HELD = "held"
    CANCELLED = "cancelled"


class Stands(Protocol):
    """What it follows from: of a view, or of a row."""

    @property
    def status(self) -> str: ...

    @property
    def held(self) -> bool: ...

    @property
    def starts_at(self) -> datetime: ...


def standing(conference: Stands, now: datetime) -> Standing:
    """How far the conference is at `now`."""
    if conference.status == ConferenceStatus.CANCELLED:
        return Standing.CANCELLED
    if conference.held:
        return Standing.HELD
    return Standing.BEGUN if conference.starts_at <= now else Standing.COMING
