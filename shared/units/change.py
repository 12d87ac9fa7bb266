"""What does a resolution change about the units (`UnitChanged`, R6)? One ends or begins, and who inherits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.units.unit import Kind, Share, Unit


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What is None stays as it was."""

    unit_id: str
    valid_to: date | None
    successors: tuple[str, ...] | None
    document: Mapping[str, Any]
    """Number and date, as the fact carries them."""
    shares: tuple[Share, ...] = ()
    """Who inherits what of a split."""
    unit: Unit | None = None
    """A unit that is new to the registry."""

    @staticmethod
    def of(data: Mapping[str, Any]) -> "UnitChange":
        """The change that a fact's data tells: days are texts (YYYY-MM-DD) or dates."""
        valid_to, successors = data.get("valid_to"), data.get("successors")
        return UnitChange(
            unit_id=data["unit_id"],
            valid_to=None if valid_to is None else _day(valid_to),
            successors=None if successors is None else tuple(successors),
            document=data["document"],
            shares=tuple(_share(said) for said in data.get("inherits") or ()),
            unit=_unit(data["unit_id"], data["unit"]) if data.get("unit") else None,
        )


def _share(said: Mapping[str, Any]) -> Share:
    named = (frozenset(said.get(name) or ()) for name in ("groups", "conferences", "petitions"))
    return Share(said["to"], *named)


def _unit(unit_id: str, said: Mapping[str, Any]) -> Unit:
    return Unit(
        id=unit_id,
        name=said["name"],
        short_name=said.get("short_name") or said["name"],
        aliases=(),
        kind=Kind(said["kind"]),
        section=said["section"],
        obliged=said.get("obliged", False),
        minimum_per_year=said.get("minimum_per_year", 0),
        valid_from=_day(said["valid_from"]),
        valid_to=None,
        successors=(),
        name_history=(),
        role=None,
    )


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
