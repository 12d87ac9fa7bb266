"""Who is meant, who exists, who inherits (R6)? The registry of units, immutable, in the forms' order."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from shared.clock import end_of
from shared.units.change import ImpossibleChange, UnitChange
from shared.units.unit import Kind, Matter, Unit

KINDS_WITH_TOPICS = frozenset({Kind.DEPARTMENT, Kind.CENTRAL_AGENCY, Kind.DISTRICT})
FIRST_COORDINATOR = "so-ke-hoach-va-dau-tu"
"""DPI (R4, R20–R22), until it became part of so-tai-chinh on 2025-03-01."""
ANYTHING, ONE_DAY = Matter(), timedelta(days=1)
COMMITTEE_OFFICE = "van-phong-uy-ban-nhan-dan-thanh-pho"
"""Through it the city committee receives and directs (R8, R13, R17)."""


class Registry:
    """All units. ImpossibleChange for units whose succession makes no sense."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._named = _by_name(self._units.values())
        self._successors = {unit_id: _all_successors(unit_id, self._units) for unit_id in self._units}
        self._handovers: dict[str, tuple[date, ...]] = {}
        self._divided = {
            unit_id
            for unit_id, after in self._successors.items()
            if any(self._units[each].shares for each in (unit_id, *after))
        }
        """Units of whose matters it was decided one by one who has them."""
        self._heirs: dict[tuple[str, date], tuple[str, ...]] = {}

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every unit, in the registry's order: the order of the reports."""
        return tuple(self._units.values())

    def get(self, unit_id: str) -> Unit | None:
        return self._units.get(unit_id)

    def valid_at(self, unit_id: str, day: date) -> bool:
        """Is it in the registry, and does it exist on that day (both bounds included)?"""
        unit = self._units.get(unit_id)
        return unit is not None and unit.valid_at(day)

    def existed_at(self, unit_id: str, at: datetime) -> bool:
        """The same of a moment."""
        unit = self._units.get(unit_id)
        if unit is None or at < end_of(unit.valid_from - ONE_DAY):
            return False
        return unit.valid_to is None or at < end_of(unit.valid_to)

    def name_at(self, unit_id: str, day: date) -> str:
        """The name of its day; of an unknown unit its id, so that a page can still be read."""
        unit = self._units.get(unit_id)
        return unit.name_at(day) if unit else unit_id

    def by_exact_name(self, name: str, day: date | None = None) -> Unit | None:
        """The unit of this very name, now or formerly, in whichever Unicode form; no alias, no short name.

        Of several that have had it who bore it on that `day`: a successor may take its predecessor's name.
        None where that does not say which.
        """
        found = self.namesakes(name)
        if len(found) > 1 and day is not None:
            name = unicodedata.normalize("NFC", name)
            found = tuple(
                unit
                for unit in found
                if unit.valid_at(day) and unicodedata.normalize("NFC", unit.name_at(day)) == name
            )
        return found[0] if len(found) == 1 else None

    def namesakes(self, name: str) -> tuple[Unit, ...]:
        """All units of this very name, now or formerly."""
        return self._named.get(unicodedata.normalize("NFC", name), ())

    def successors_of(self, unit_id: str) -> frozenset[str]:
        """Its successors, theirs, and so on; not itself."""
        return self._successors.get(unit_id, frozenset())

    def is_same_or_successor(self, unit_id: str, of: str) -> bool:
        """May `unit_id` act for what belongs to `of`?"""
        return unit_id == of or unit_id in self.successors_of(of)

    def heirs_on(self, unit_id: str, day: date, matter: Matter = ANYTHING) -> tuple[str, ...]:
        """Who holds on that day what was this unit's: itself, or those its succession has come to.

        One: the matter is theirs. Several: a split that an operator has yet to decide. None: nobody yet.
        """
        unit = self._units.get(unit_id)
        if unit is None:
            return ()
        if unit.valid_to is None or day <= unit.valid_to:
            return (unit_id,) if unit.valid_at(day) else ()
        followers = _followers(unit, matter)
        found = (heir for successor in followers for heir in self.heirs_on(successor, day, matter))
        return tuple(dict.fromkeys(found))

    def holds_at(self, unit_id: str, at: datetime) -> bool:
        """Has it not ended by then? What is its own has passed to nobody."""
        unit = self._units.get(unit_id)
        return unit is None or unit.valid_to is None or at < end_of(unit.valid_to)

    def holder_on(self, unit_id: str, day: date, matter: Matter = ANYTHING) -> str:
        """Under whom a matter of this unit is listed on that day: its heir, once that is one.

        As long as a split is undecided, the last unit that certainly held it.
        """
        unit = self._units.get(unit_id)
        if unit is None or unit.valid_to is None or day <= unit.valid_to:
            return unit_id
        heirs = self._heirs_on(unit_id, day, matter)
        if len(heirs) == 1:
            return heirs[0]
        followers = _followers(unit, matter)
        return self.holder_on(followers[0], day, matter) if len(followers) == 1 else unit_id

    def _heirs_on(self, unit_id: str, day: date, matter: Matter) -> tuple[str, ...]:
        if unit_id in self._divided:
            return self.heirs_on(unit_id, day, matter)
        found = self._heirs.get((unit_id, day))
        if found is None:
            found = self._heirs[unit_id, day] = self.heirs_on(unit_id, day)
        return found

    def handovers(self, unit_id: str) -> tuple[date, ...]:
        """The days on which what was this unit's may pass on: after its end, and after its successors', or
        when one of them begins later than that.
        """
        found = self._handovers.get(unit_id)
        if found is None:
            chain = [unit for each in (unit_id, *self.successors_of(unit_id)) if (unit := self.get(each))]
            ends = {unit.valid_to + ONE_DAY for unit in chain if unit.valid_to}
            begun = {unit.valid_from for unit in chain if ends and unit.valid_from > min(ends)}
            found = self._handovers[unit_id] = tuple(sorted(ends | begun))
        return found

    def ended_by(self, day: date) -> tuple[str, ...]:
        """The units that exist no more on that day."""
        return tuple(unit.id for unit in self.units if unit.valid_to is not None and unit.valid_to < day)

    def predecessors_of(self, unit_id: str) -> tuple[str, ...]:
        """The units it may have inherited from, in the registry's order."""
        return tuple(each for each, heirs in self._successors.items() if unit_id in heirs)

    def coordinator_on(self, day: date) -> str | None:
        """DPI of that day (R4, R20–R22); None as long as it is undecided who follows it."""
        heirs = self.heirs_on(FIRST_COORDINATOR, day)
        return heirs[0] if len(heirs) == 1 else None

    def with_topics(self) -> tuple[str, ...]:
        """The units that have topics from the start, abolished ones included."""
        return tuple(unit.id for unit in self.units if unit.kind in KINDS_WITH_TOPICS)

    def obliged_on(self, day: date) -> tuple[Unit, ...]:
        """The units that owe plans and conferences (R1, R2) and exist on that day."""
        return tuple(unit for unit in self.units if unit.obliged and unit.valid_at(day))

    def changed(self, change: UnitChange) -> "Registry":
        """The registry after a `UnitChanged`; ImpossibleChange if it names unknown units or contradicts
        itself.
        """
        unit = self._units.get(change.unit_id)
        if change.unit is not None:
            if unit is not None:
                raise ImpossibleChange("unit", f"{change.unit_id} is in the registry already")
            unit = change.unit
        if unit is None:
            raise ImpossibleChange("unit_id", f"{change.unit_id} is not in the registry")
        if change.renamed is not None:
            unit = change.renamed.of(unit)
        after = replace(
            unit,
            valid_to=unit.valid_to if change.valid_to is None else change.valid_to,
            successors=unit.successors if change.successors is None else change.successors,
            shares=(*change.shares, *unit.shares),
        )
        for share in after.shares:
            if share.to not in after.successors:
                detail = f"{share.to} would inherit from {unit.id} and is none of its successors"
                raise ImpossibleChange("successors", detail)
        if after.valid_to is not None and after.valid_to < after.valid_from:
            detail = f"{unit.id} would end on {after.valid_to}, before it began ({after.valid_from})"
            raise ImpossibleChange("valid_to", detail)
        return Registry((self._units | {unit.id: after}).values())


def _followers(unit: Unit, matter: Matter) -> tuple[str, ...]:
    """The successors a matter may have come to: one, if there is but one or it was decided."""
    share = next((share for share in unit.shares if share.takes(matter)), None)
    return (share.to,) if share else unit.successors


def _by_name(units: Iterable[Unit]) -> dict[str, tuple[Unit, ...]]:
    """Names as of now and before → whose they are."""
    named: dict[str, tuple[Unit, ...]] = {}
    for unit in units:
        names = (unit.name, *(former.name for former in unit.name_history))
        for name in {unicodedata.normalize("NFC", name) for name in names}:
            named[name] = (*named.get(name, ()), unit)
    return named


def _all_successors(unit_id: str, units: Mapping[str, Unit]) -> frozenset[str]:
    found: set[str] = set()
    ahead = list(units[unit_id].successors)
    while ahead:
        successor = ahead.pop()
        if successor not in units:
            detail = f"{successor}, who would follow {unit_id}, is not in the registry"
            raise ImpossibleChange("successors", detail)
        if successor == unit_id:
            raise ImpossibleChange("successors", f"{unit_id} would come to follow itself")
        if successor not in found:
            found.add(successor)
            ahead += units[successor].successors
    return frozenset(found)
