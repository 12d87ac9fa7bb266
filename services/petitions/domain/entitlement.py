"""Who may act on a petition?

Its conference's unit, those it was passed to or asked to help, and their successors (R6, R12, R13).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from unicodedata import normalize

from shared.clock import local_date
from shared.dialogue.acts import Act, TakenBack
from shared.events.corrections import naming
from shared.units import COMMITTEE_OFFICE, Registry

PASSED_ON = frozenset({"PetitionAnswered", "PetitionTransferred", "PetitionEscalated"})
"""What a unit may do that the petition was transferred to, or that was asked to coordinate."""

NAMING = frozenset({"PetitionTransferred", "CoordinationRequested"})
"""What names units that may do so: all that is looked at here of a petition's acts."""

MOST_LETTERS = 500
"""No unit's name has more (UnitName): what is longer names nobody."""


def named(data: Mapping[str, Any]) -> set[str]:
    """What an act may pass its petition on to, or whose help it may ask, by its data or a correction's."""
    said = naming(data)
    texts = [said.get("to"), *(said.get("with") or ())]
    return {text for text in texts if isinstance(text, str) and len(text) <= MOST_LETTERS}


def called(unit_id: str, registry: Registry) -> set[str]:
    """What names the unit, or one that it follows: ids, and all names that they have had."""
    units = [registry.get(each) for each in (unit_id, *registry.predecessors_of(unit_id))]
    names = {name for unit in units if unit for name in (unit.name, *(n.name for n in unit.name_history))}
    return {unit_id, *registry.predecessors_of(unit_id)} | {normalize("NFC", name) for name in names}


def entitled(
    act_name: str,
    acting_unit: str,
    acted_at: datetime,
    conference_unit: str,
    petition_acts: Iterable[Act],
    registry: Registry,
) -> bool:
    """May `acting_unit` do this at `acted_at`? `petition_acts` are the petition's effective acts."""
    if registry.is_same_or_successor(acting_unit, conference_unit):
        return True
    if act_name == "DirectionGiven":
        return registry.is_same_or_successor(acting_unit, COMMITTEE_OFFICE)
    if act_name not in PASSED_ON:
        return False
    return any(
        registry.is_same_or_successor(acting_unit, unit_id)
        for unit_id in _named(petition_acts, acted_at, registry)
    )


def in_good_faith(gone: Iterable[TakenBack], acted_at: datetime) -> list[Act]:
    """The acts that were taken back only after that moment: who was named by them could not know."""
    return [one.act for one in gone if acted_at < one.by.time]


def _named(acts: Iterable[Act], until: datetime, registry: Registry) -> Iterator[str]:
    """The units the petition was passed to or whose help was asked, no later than `until`."""
    for act in acts:
        if act.time > until:
            continue
        if act.name == "PetitionTransferred":
            names = [act.data["to"]]
        elif act.name == "CoordinationRequested":
            names = act.data["with"]
        else:
            continue
        for name in names:
            unit = registry.get(name) or registry.by_exact_name(name, local_date(act.time))
            if unit:
                yield unit.id
