"""May the registry be changed so (R6)? It names the field that keeps it from that."""

from datetime import date
from typing import NamedTuple

from shared.events.notices import UnitChanged
from shared.events.public import plain
from shared.units import ImpossibleChange, Registry, UnitChange


class Refusal(NamedTuple):
    """What is wrong, and where."""

    field: str
    detail: str


def refusal(said: UnitChanged, registry: Registry) -> Refusal | None:
    """Why the registry can't be changed so; None if it can."""
    known = registry.get(said.unit_id)
    if said.unit is not None and known is not None:
        return Refusal("unit", f"{said.unit_id} is in the registry already")
    if said.unit is None and known is None:
        return Refusal("unit_id", f"{said.unit_id} is not in the registry, and `unit` does not describe it")
    told = (said.unit, said.valid_to, said.successors, said.inherits or None, said.renamed)
    if all(part is None for part in told):
        return Refusal("unit_id", f"nothing is said to change about {said.unit_id}")
    if refused := _misnamed(said, registry):
        return refused
    successors = said.successors if said.successors is not None else known.successors if known else ()
    for place, successor in enumerate(said.successors or ()):
        if registry.get(successor) is None:
            return Refusal(f"successors.{place}", f"{successor} is not in the registry")
    for place, share in enumerate(said.inherits or ()):
        if share.to not in successors:
            return Refusal(f"inherits.{place}.to", f"{share.to} is no successor of {said.unit_id}")
    try:
        registry.changed(UnitChange.of(plain(said)))
    except ImpossibleChange as error:
        return Refusal(error.field, str(error))
    return None


def _misnamed(said: UnitChanged, registry: Registry) -> Refusal | None:
    """A name that two units have at once says of neither that it is meant."""
    if said.renamed is not None and said.unit is not None:
        return Refusal("renamed", "a new unit has its name in `unit`")
    for field, named in (("unit.name", said.unit), ("renamed.name", said.renamed)):
        other = _called(named.name, named.valid_from, registry) - {said.unit_id} if named else ()
        if other:
            return Refusal(field, f"{min(other)} is called so")
    return None


def _called(name: str, day: date, registry: Registry) -> set[str]:
    """The units that exist on that day and have, or had, this name."""
    return {unit.id for unit in registry.namesakes(name) if unit.valid_at(day)}
