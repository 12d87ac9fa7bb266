"""Which acts count, and in which order (R23)? By business time, rank, source and id, never by arrival.

A correction (`EventCorrected`) takes effect at the place of the act it corrects, once it was recorded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CORRECTION = "EventCorrected"

RANKS: Mapping[str, int] = {
    "PetitionReceived": 0,
    "CoordinationRequested": 1,
    "PetitionReclassified": 1,
    "WrittenAnswerRequested": 1,
    "DirectionGiven": 2,
    "PetitionTransferred": 3,
    "PetitionEscalated": 4,
    "PetitionAnswered": 5,
    "PetitionWithdrawn": 6,
    "PetitionRefused": 7,
    "ConferenceScheduled": 0,
    "ConferenceRescheduled": 1,
    "ConferenceCancelled": 2,
}
"""Which of two acts of one moment comes first; what happens around a conference comes after what moves it."""

OTHER_RANK = 3


@dataclass(frozen=True, slots=True)
class Act:
    """One accepted act of a petition, a conference or a unit, as a fact carries it."""

    name: str
    """The event's name without prefix and version: "PetitionAnswered"."""
    time: datetime
    """Business time, aware."""
    unit_id: str
    """The acting unit: the source is /units/<unit_id>."""
    event_id: str
    """The agency's own event id, unique for its source."""
    data: Mapping[str, Any]
    """The fact's data as the contract validates it: moments are RFC 3339 texts, days YYYY-MM-DD."""
    recorded_at: datetime
    """When the platform wrote it down: what `known_at` asks for."""


ActId = tuple[str, str]
"""The acting unit and its event's id: what makes two acts one."""

ActKey = tuple[datetime, int, str, str]


def order_key(act: Act) -> ActKey:
    """The place of an act among those of its petition or conference (R23)."""
    # Sources differ only by the unit, so that comparing units is comparing sources.
    return act.time, RANKS.get(act.name, OTHER_RANK), act.unit_id, act.event_id


class EffectiveActs(tuple[Act, ...]):
    """Acts in the order of R23, each once, corrections folded in: what every fold starts from."""

    __slots__ = ()


def effective(acts: Iterable[Act], known_at: datetime | None = None) -> EffectiveActs:
    """The acts that count, in the order of R23; with `known_at` only those recorded until then."""
    if isinstance(acts, EffectiveActs):
        if known_at is not None:
            raise ValueError("corrections are folded already: known_at asks for the acts as recorded")
        return acts
    originals: dict[ActId, Act] = {}
    corrections: dict[ActId, Act] = {}
    for act in acts:
        if known_at is not None and act.recorded_at > known_at:
            continue
        (corrections if act.name == CORRECTION else originals).setdefault((act.unit_id, act.event_id), act)
    for key, correction in _last_corrections(corrections).items():
        if key in originals:
            originals[key] = _corrected(originals[key], correction)
    return EffectiveActs(sorted(originals.values(), key=order_key))


def _last_corrections(corrections: Mapping[ActId, Act]) -> dict[ActId, Act]:
    """Of several corrections of one act the latest by its own time speaks, so that arrival can't decide.

    One that is itself corrected speaks by its correction, which takes its place.
    """
    last: dict[ActId, Act] = {}
    for correction in corrections.values():
        corrected = (correction.unit_id, str(correction.data["corrects"]))
        known = last.get(corrected)
        if known is None or (known.time, known.event_id) < (correction.time, correction.event_id):
            last[corrected] = correction
    return {key: _speaking(last[key], last) for key in last if key not in corrections}


def _speaking(correction: Act, last: Mapping[ActId, Act]) -> Act:
    """The correction that speaks for this one in the end."""
    while again := last.get((correction.unit_id, correction.event_id)):
        correction = again
    return correction


def corrections_by_original(acts: Iterable[Act]) -> dict[ActId, list[Act]]:
    """All corrections of each original, corrected themselves or not, in their order: the last speaks."""
    corrections: dict[ActId, Act] = {}
    for act in acts:
        if act.name == CORRECTION:
            corrections.setdefault((act.unit_id, act.event_id), act)
    speaking = _last_corrections(corrections)
    found: dict[ActId, list[Act]] = {root: [] for root in speaking}
    for correction in sorted(corrections.values(), key=lambda act: (act.time, act.event_id)):
        root = _root(correction, corrections)
        if root in speaking and correction is not speaking[root]:
            found[root].append(correction)
    for root, correction in speaking.items():
        found[root].append(correction)
    return found


def _root(correction: Act, corrections: Mapping[ActId, Act]) -> ActId:
    """What is corrected in the end: a correction of a correction is about the first original."""
    seen: set[ActId] = set()
    key = (correction.unit_id, str(correction.data["corrects"]))
    while key in corrections and key not in seen:
        seen.add(key)
        key = (correction.unit_id, str(corrections[key].data["corrects"]))
    return key


def _corrected(original: Act, correction: Act) -> Act:
    """The original as it should have been; its rank, source and id, and so its place, stay."""
    time = correction.data.get("time")
    return Act(
        name=original.name,
        time=moment(time) if time else original.time,
        unit_id=original.unit_id,
        event_id=original.event_id,
        data=correction.data["data"],
        recorded_at=original.recorded_at,
    )


def moment(text: str | datetime) -> datetime:
    """A moment out of an act's data: RFC 3339 with an offset."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(text.upper())
