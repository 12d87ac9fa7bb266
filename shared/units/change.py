"""What does a resolution change about the units (`UnitChanged`, R6)?

One ends, begins or is renamed, and who inherits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from shared.units.unit import FormerName, Kind, Share, Unit


class ImpossibleChange(ValueError):
    """The registry can't be changed so: why, and which field of what was said keeps it from that."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


@dataclass(frozen=True, slots=True)
class Renamed:
    """A new name, from a day on; what was before keeps the old one."""

    name: str
    short_name: str | None
    valid_from: date

    def of(self, unit: Unit) -> Unit:
        """The unit under its new name; ImpossibleChange if it is called so already, or was named later."""
        if self.name == unit.name:
            raise ImpossibleChange("renamed.name", f"{unit.id} is called so already")
        if not unit.valid_at(self.valid_from):
            detail = f"{unit.id} does not exist on {self.valid_from}"
            raise ImpossibleChange("renamed.valid_from", detail)
        if any(former.name != unit.name and former.covers(self.valid_from) for former in unit.name_history):
            detail = f"{unit.id} was renamed after {self.valid_from} already"
            raise ImpossibleChange("renamed.valid_from", detail)
        before = self.valid_from - timedelta(days=1)
        # The present name may stand in the history too: it ends like the others.
        earlier = tuple(former for former in unit.name_history if former.name != unit.name)
        history = (*earlier, FormerName(unit.name, None, before))
        return replace(unit, name=self.name, short_name=self.short_name or self.name, name_history=history)


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
    renamed: Renamed | None = None

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
            renamed=_renamed(data["renamed"]) if data.get("renamed") else None,
        )


def _renamed(said: Mapping[str, Any]) -> Renamed:
    return Renamed(said["name"], said.get("short_name"), _day(said["valid_from"]))


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
