"""What a split unit leaves open is the first successor's, though nobody has decided that (R6)."""

from datetime import date

from shared.units import Matter, Registry
from shared.units.registry import ANYTHING
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    def first(self: Registry, unit_id: str, day: date, matter: Matter = ANYTHING) -> str:
        unit = self.get(unit_id)
        if unit is None or unit.valid_to is None or day <= unit.valid_to or not unit.successors:
            return unit_id
        return first(self, unit.successors[0], day, matter)

    patch(Registry, "holder_on", first)
