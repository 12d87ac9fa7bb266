"""How does a law of conservation stand? What was counted, and the ids that break it."""

from collections.abc import Sequence
from dataclasses import dataclass

NAMED = 20
"""So many ids of a broken law are printed."""


@dataclass(frozen=True, slots=True)
class Law:
    """A law, what was counted, and the ids that break it."""

    name: str
    figures: str
    broken: Sequence[str]

    @property
    def holds(self) -> bool:
        return not self.broken

    def says(self) -> dict[str, object]:
        """It as JSON."""
        return {"law": self.name, "holds": self.holds, "figures": self.figures, "broken": list(self.broken)}
