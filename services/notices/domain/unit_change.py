"""May the registry be changed so (R6)? It names the field that keeps it from that."""

from typing import NamedTuple

from shared.events.notices import UnitChanged
from shared.events.public import plain
from shared.units import Registry, UnitChange


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
    if said.unit is None and said.valid_to is None and said.successors is None and not said.inherits:
        return Refusal("unit_id", f"nothing is said to change about {said.unit_id}")
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
