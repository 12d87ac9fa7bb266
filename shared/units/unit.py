"""What is a unit of the registry (R1, R2, R6)? A body with its names, obligation and time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

Section = Literal["I", "II"]
"""The section of Phụ lục 3: departments and central agencies; districts and what follows them."""
SECTION_I: Section = "I"
SECTION_II: Section = "II"


class Kind(StrEnum):
    """What a unit is."""

    DEPARTMENT = "department"
    CENTRAL_AGENCY = "central_agency"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class FormerName:
    """What a unit was called in a time, both bounds included; None: open at that end."""

    name: str
    valid_from: date | None
    valid_to: date | None

    def covers(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Matter(NamedTuple):
    """What passes from a unit to another, as far as a decision can tell it apart; None: it has none."""

    conference_id: str | None = None
    petition_id: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What passes to one of several successors (R6); naming nothing, everything."""

    to: str
    groups: frozenset[str] = frozenset()
    conferences: frozenset[str] = frozenset()
    petitions: frozenset[str] = frozenset()

    def takes(self, matter: Matter) -> bool:
        if not (self.groups or self.conferences or self.petitions):
            return True
        return (
            matter.petition_id in self.petitions
            or matter.conference_id in self.conferences
            or matter.group in self.groups
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit, from `valid_from` to `valid_to` (both included; None: until further notice)."""

    id: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    """Other spellings, for searching: the plan's own “Bạch Long Vỹ” is one. They entitle nobody."""
    kind: Kind
    section: Section
    obliged: bool
    minimum_per_year: int
    valid_from: date
    valid_to: date | None
    successors: tuple[str, ...]
    """Who inherits what is open; several after a split."""
    name_history: tuple[FormerName, ...]
    role: str | None
    shares: tuple[Share, ...] = ()
    """What was decided of a split, the newest decision first: the first that takes a matter holds."""

    def valid_at(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def name_at(self, day: date) -> str:
        """The name of that day; of an abolished unit the last one it had."""
        last = day if self.valid_to is None else min(day, self.valid_to)
        return next((former.name for former in self.name_history if former.covers(last)), self.name)
