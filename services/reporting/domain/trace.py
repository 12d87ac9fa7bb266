"""What was said of a petition or a conference, what was corrected, and what counts (R23, R29)? Each act at
its place, with its corrections beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.dialogue.acts import (
    CORRECTION,
    Act,
    ActId,
    Corrections,
    EffectiveActs,
    corrections_by_original,
    effective,
    order_key,
    taken_back,
)
from shared.dialogue.conference import since_scheduling
from shared.dialogue.petition import RECEPTION, in_effect, petition_spans, span_at

SAID = (
    "conference_id", "unit_id", "group", "theme", "starts_at", "reception_deadline", "format", "channel",
    "participants", "mode", "fully_resolved", "reason", "with", "to", "by", "document", "figures",
)  # fmt: skip
"""What a trace tells of an act: what figures and deadlines hang on, and nothing of who petitions."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a petition stands after an act."""

    state: str
    group: str


@dataclass(frozen=True, slots=True)
class Traced:
    """One act at the place where it takes effect."""

    act: Act
    """As it counts: corrected, if it was; as it was first said, if it was taken back."""
    original: Act
    """As it was first said."""
    corrections: Sequence[Act]
    """In their order; the one that speaks comes last."""
    speaking: Act | None
    """The one that speaks; None: there is none, or each was taken back itself."""
    counts: bool
    """False: before the reception or the scheduling, after a refusal or withdrawal, or taken back."""
    taken_back: bool
    """Struck out by the correction that speaks."""
    after: Standing | None


def trace(acts: Iterable[Act], at: datetime) -> list[Traced]:
    """The acts until `at`, in the order of R23; `acts` are those that were recorded by then."""
    recorded = list(acts)
    known, counting = effective(recorded), _counting(recorded)
    spans = petition_spans(known)
    originals = _by_id(act for act in recorded if act.name != CORRECTION)
    corrections = corrections_by_original(recorded)
    gone = [one.act for one in taken_back(recorded)]
    struck = frozenset((act.unit_id, act.event_id) for act in gone)
    found: list[Traced] = []
    for act in sorted([*known, *gone], key=order_key):
        if act.time > at:
            break
        key = (act.unit_id, act.event_id)
        span = span_at(spans, act.time) if key in counting else None
        after = Standing(span.state.value, span.group) if span else None
        said, speaking = corrections.get(key, Corrections([], None))
        found.append(Traced(act, originals[key], said, speaking, key in counting, key in struck, after))
    return found


def _counting(acts: Sequence[Act]) -> frozenset[ActId]:
    """Those that have effect, of a petition or of a conference."""
    petition = any(act.name == RECEPTION for act in acts)
    chosen: EffectiveActs = in_effect(acts) if petition else since_scheduling(acts)
    return frozenset((act.unit_id, act.event_id) for act in chosen)


def _by_id(acts: Iterable[Act]) -> Mapping[ActId, Act]:
    found: dict[ActId, Act] = {}
    for act in acts:
        found.setdefault((act.unit_id, act.event_id), act)
    return found


def said(data: Mapping[str, Any]) -> dict[str, Any]:
    """What an act says, as far as it is told."""
    return {name: data[name] for name in SAID if name in data}
