"""What is a breach of the plan? A rule that was not kept, by whom, when, and a sentence about it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach: shown to everyone, never a reason to refuse."""

    rule: str
    kind: str
    unit_id: str
    conference_id: str
    petition_id: str | None
    at: datetime
    """Business time of the act that broke the rule."""
    sentence: str
    """What is wrong, in Vietnamese."""
