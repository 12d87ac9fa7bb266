"""What of its predecessors' open petitions has passed to a unit (R6)?

Said so that a list can be read by it: every answer the registry can give, by what its decisions on a split
tell petitions apart: their group, their conference, themselves.
"""

from datetime import date
from itertools import product
from typing import NamedTuple

from shared.events.fields import Group
from shared.units import Matter, Registry, Share

ANY_OTHER = ""


class Inherited(NamedTuple):
    """What passed to one unit."""

    units: tuple[str, ...]
    """The predecessors of which something is, or may be, the unit's."""
    conferences: frozenset[tuple[str, str]]
    """A predecessor's conference that a decision names: in any other it goes by the group alone."""
    keys: frozenset[tuple[str, str, str]]
    """Predecessor, conference (ANY_OTHER, if none names it) and group of what is the unit's."""
    petitions: frozenset[str]
    """Those that a decision names: who holds one is asked of it alone."""

    @property
    def whole(self) -> bool:
        """Is every open petition of these predecessors the unit's?"""
        return not self.petitions and not self.conferences and len(self.keys) == len(self.units) * len(Group)


def inherited(unit_id: str, today: date, registry: Registry) -> Inherited:
    """What of its predecessors' open petitions the unit holds on that day."""
    units: list[str] = []
    conferences: set[tuple[str, str]] = set()
    keys: set[tuple[str, str, str]] = set()
    petitions: set[str] = set()
    for before in registry.predecessors_of(unit_id):
        shares = _shares(before, registry)
        named = {conference for share in shares for conference in share.conferences}
        found = {
            (before, conference, group.value)
            for conference, group in product((ANY_OTHER, *named), Group)
            if registry.holder_on(before, today, Matter(conference, group=group.value)) == unit_id
        }
        alone = {petition for share in shares for petition in share.petitions}
        if found or alone:
            units.append(before)
            conferences |= {(before, conference) for conference in named}
            keys |= found
            petitions |= alone
    return Inherited(tuple(units), frozenset(conferences), frozenset(keys), frozenset(petitions))


def _shares(unit_id: str, registry: Registry) -> list[Share]:
    """What was decided of the unit, and of those that followed it."""
    chain = [registry.get(each) for each in (unit_id, *registry.successors_of(unit_id))]
    return [share for unit in chain if unit for share in unit.shares]
