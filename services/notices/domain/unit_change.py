"""May the registry be changed so (R6)? It names the field that keeps it from that."""

from typing import NamedTuple

from shared.events.notices import Renaming, UnitChanged
from shared.events.public import plain
from shared.units import Registry, Renamed, Unit, UnitChange


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
    if said.renamed is not None and (refused := _misnamed(said.renamed, known, registry)):
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
    except ValueError as error:
        return Refusal("valid_to" if "before it began" in str(error) else "successors", str(error))
    return None


def _misnamed(renamed: Renaming, known: Unit | None, registry: Registry) -> Refusal | None:
    if known is None:
        return Refusal("renamed", "a new unit has its name in `unit`")
    namesake = registry.by_exact_name(renamed.name)
    if namesake is not None and namesake.id != known.id and namesake.valid_at(renamed.valid_from):
        return Refusal("renamed.name", f"{namesake.id} is called so")
    try:
        Renamed(renamed.name, renamed.short_name, renamed.valid_from).of(known)
    except ValueError as error:
        field = "name" if renamed.name == known.name else "valid_from"
        return Refusal(f"renamed.{field}", str(error))
    return None
