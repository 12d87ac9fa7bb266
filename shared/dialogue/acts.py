"""Which acts count, and in which order (R23)? By business time, rank, source and id, never by arrival.

A correction (`EventCorrected`) takes effect at the place of the act it corrects, once it was recorded. One
that is a withdrawal takes away what it names, and nothing else: an act, or a correction.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

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


class Act(msgspec.Struct, frozen=True):
    """One accepted act of a petition, a conference or a unit, as a fact carries it.

    A struct, as are the spans that acts are folded into: made in a tenth of a dataclass's time.
    """

    name: str
    """The event's name without prefix and version: "PetitionAnswered"."""
    time: datetime
    """Business time, aware."""
    unit_id: str
    """The acting unit: the source is /units/<unit_id>; of what came over HTTP to a service, whose it is."""
    event_id: str
    """The agency's own event id, unique for its source; or one made here."""
    data: Mapping[str, Any]
    """The fact's data as the contract validates it: moments are RFC 3339 texts, days YYYY-MM-DD."""
    recorded_at: datetime
    """When the platform wrote it down: what `known_at` asks for."""


ActId = tuple[str, str]
"""The acting unit and its event's id: what makes two acts one.

What is filed or registered over HTTP has the conference's unit and an id made here: no event of that unit
about the same subject is taken in under it (messaging/made_here.py).
"""

ActKey = tuple[datetime, int, str, str]


def order_key(act: Act) -> ActKey:
    """The place of an act among those of its petition or conference (R23)."""
    # Acts of one rank differ in their unit as in their source: who files or registers here creates what no
    # other act of its subject does, or what nothing is folded by the order of.
    return act.time, RANKS.get(act.name, OTHER_RANK), act.unit_id, act.event_id


class EffectiveActs(tuple[Act, ...]):
    """Acts in the order of R23, each once, corrections folded in: what every fold starts from."""

    __slots__ = ()


class TakenBack(NamedTuple):
    """An act that counts no more, and the correction that took it away."""

    act: Act
    """As it was first said."""
    by: Act


def effective(acts: Iterable[Act], known_at: datetime | None = None) -> EffectiveActs:
    """The acts that count, in the order of R23; with `known_at` only those recorded until then."""
    if isinstance(acts, EffectiveActs):
        if known_at is not None:
            raise ValueError("corrections are folded already: known_at asks for the acts as recorded")
        return acts
    acts = list(acts)
    if not acts or (len(acts) == 1 and acts[0].name != CORRECTION and known_at is None):
        return EffectiveActs(acts)
    originals, corrections = _taken_apart(acts, known_at)
    if not corrections:
        return _in_order(originals.values())
    for key, correction in _speaking(corrections).items():
        original = originals.get(key)
        if original is None:
            continue
        if withdraws(correction):
            del originals[key]
        else:
            originals[key] = _corrected(original, correction)
    return _in_order(originals.values())


def _in_order(acts: Collection[Act]) -> EffectiveActs:
    last = None
    for act in acts:
        # Most were taken in in their order, each of a moment of its own.
        if last is not None and act.time <= last:
            return EffectiveActs(sorted(acts, key=order_key))
        last = act.time
    return EffectiveActs(acts)


def taken_back(acts: Iterable[Act]) -> list[TakenBack]:
    """The acts that a correction took away, in the order of R23, at the places where they were first said."""
    originals, corrections = _taken_apart(acts, None)
    found = [
        TakenBack(originals[key], correction)
        for key, correction in _speaking(corrections).items()
        if key in originals and withdraws(correction)
    ]
    return sorted(found, key=lambda one: order_key(one.act))


def withdraws(correction: Act) -> bool:
    """Does it take away what it names, instead of saying it anew?"""
    return bool(correction.data.get("withdrawn"))


def _taken_apart(acts: Iterable[Act], known_at: datetime | None) -> tuple[dict[ActId, Act], dict[ActId, Act]]:
    """The originals and the corrections, each once."""
    originals: dict[ActId, Act] = {}
    corrections: dict[ActId, Act] = {}
    for act in acts:
        if known_at is not None and act.recorded_at > known_at:
            continue
        of_its_kind = corrections if act.name == CORRECTION else originals
        of_its_kind.setdefault((act.unit_id, act.event_id), act)
    return originals, corrections


def _id(act: Act) -> ActId:
    return act.unit_id, act.event_id


def _corrects(correction: Act) -> ActId:
    return correction.unit_id, str(correction.data["corrects"])


def _speaking(corrections: Mapping[ActId, Act]) -> dict[ActId, Act]:
    """By original: the correction that speaks for it in the end; none where all were taken back.

    Of several corrections of one act the latest by its own time speaks, so that arrival can't decide. One
    that is itself corrected speaks by its correction, which takes its place; one taken back says nothing.
    """
    of: dict[ActId, list[Act]] = {}
    for correction in corrections.values():
        of.setdefault(_corrects(correction), []).append(correction)
    # From the originals outward, so that what corrects a correction is weighed before it.
    places = [key for key in of if key not in corrections]
    for key in places:
        places += [_id(correction) for correction in of.get(key, ())]
    said: dict[ActId, Act | None] = {}
    for key in reversed(places):
        standing = [(c.time, c.event_id, speaks) for c in of.get(key, ()) if (speaks := said[_id(c)])]
        last = max(standing, key=lambda each: each[:2])[2] if standing else corrections.get(key)
        said[key] = None if standing and key in corrections and last and withdraws(last) else last
    return {key: last for key, last in said.items() if key not in corrections and last is not None}


class Corrections(NamedTuple):
    """What was corrected about one act."""

    said: list[Act]
    """All of them, corrected or taken back themselves or not, in their order; the one that speaks is last."""
    speaking: Act | None
    """None: each was taken back, and the act stands as it was first said."""


def corrections_by_original(acts: Iterable[Act]) -> dict[ActId, Corrections]:
    """The corrections of each original that has any."""
    corrections = _taken_apart(acts, None)[1]
    speaking = _speaking(corrections)
    found: dict[ActId, Corrections] = {}
    for correction in sorted(corrections.values(), key=lambda act: (act.time, act.event_id)):
        root = _root(correction, corrections)
        if root in corrections:
            continue
        last = speaking.get(root)
        known = found.setdefault(root, Corrections([], last)).said
        if correction is not last:
            known.append(correction)
    for root, last in speaking.items():
        found[root].said.append(last)
    return found


def _root(correction: Act, corrections: Mapping[ActId, Act]) -> ActId:
    """What is corrected in the end: a correction of a correction is about the first original."""
    seen: set[ActId] = set()
    key = _corrects(correction)
    while key in corrections and key not in seen:
        seen.add(key)
        key = _corrects(corrections[key])
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
