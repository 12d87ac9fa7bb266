"""Whom must DPI urge, and about which petitions (R21)? All not fully resolved, with who is in charge."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.reporting.domain.open_petition import OpenPetition
from shared.units import Matter, Registry


@dataclass(frozen=True, slots=True)
class Urged:
    """A petition that is not fully resolved, and the units in charge of it."""

    petition: OpenPetition
    in_charge: tuple[str, ...]
    """The unit, or who inherited what is open (R6). Several: a split not decided yet. None: nobody yet."""


def to_urge(petitions: Iterable[OpenPetition], on: date, registry: Registry) -> list[Urged]:
    """By unit in the order of the registry, then the longest open first; `on` decides who inherits."""
    place = {unit.id: number for number, unit in enumerate(registry.units)}
    ordered = sorted(
        petitions,
        key=lambda each: (
            place.get(each.unit_id, len(place)), each.unit_id, each.line.received_on, each.line.petition_id,
        ),
    )  # fmt: skip
    return [Urged(each, registry.heirs_on(each.unit_id, on, _matter(each))) for each in ordered]


def of_unit(urged: Iterable[Urged], unit_id: str | None) -> list[Urged]:
    """Those of its conferences, and those that it is in charge of by now (R6); of no unit all."""
    return [each for each in urged if unit_id in (None, each.petition.unit_id, *each.in_charge)]


def _matter(petition: OpenPetition) -> Matter:
    line = petition.line
    return Matter(line.conference_id, line.petition_id, line.group)
