"""What does a resolution change about a unit (`UnitChanged`, R6)? Its end, and who inherits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What is None stays as it was."""

    unit_id: str
    valid_to: date | None
    successors: tuple[str, ...] | None
    document: Mapping[str, Any]
    """Number and date, as the fact carries them."""

    @staticmethod
    def of(data: Mapping[str, Any]) -> "UnitChange":
        """The change that a fact's data tells: days are texts (YYYY-MM-DD) or dates."""
        valid_to, successors = data.get("valid_to"), data.get("successors")
        return UnitChange(
            unit_id=data["unit_id"],
            valid_to=date.fromisoformat(valid_to) if isinstance(valid_to, str) else valid_to,
            successors=None if successors is None else tuple(successors),
            document=data["document"],
        )
