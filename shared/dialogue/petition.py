"""In which state is a petition at a moment (R16, R23)? The fold of its acts, whatever order they came in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from shared.clock import FOREVER
from shared.dialogue.acts import Act, EffectiveActs, effective


class PetitionState(StrEnum):
    """R23, R24: the columns of the forms, and what stands beside them in Ghi chú."""

    PENDING = "pending"
    TRANSFERRED = "transferred"
    AWAITING_DIRECTION = "awaiting_direction"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


RECEPTION = "PetitionReceived"
ANSWER = "PetitionAnswered"

NEXT: Mapping[str, PetitionState] = {
    RECEPTION: PetitionState.PENDING,
    "PetitionTransferred": PetitionState.TRANSFERRED,
    "PetitionEscalated": PetitionState.AWAITING_DIRECTION,
    "PetitionWithdrawn": PetitionState.WITHDRAWN,
    "PetitionRefused": PetitionState.REFUSED,
}
"""The acts that lead to one state wherever they find the petition; two more look first (`next_state`)."""

FINAL: Mapping[str, str] = {"PetitionWithdrawn": "withdrawn", "PetitionRefused": "refused"}
"""Acts after which no other has effect, and what they are called."""


class PetitionSpan(NamedTuple):
    """From when until when a petition stood in one state and one group."""

    from_at: datetime
    to_at: datetime
    state: PetitionState
    group: str
    conference_id: str


def next_state(state: PetitionState, act: Act) -> PetitionState:
    """The state after `act`, by the table of R23; of an act that changes nothing, the state itself."""
    if state in (PetitionState.WITHDRAWN, PetitionState.REFUSED):
        return state
    if act.name == ANSWER:
        # R16: an answer that does not resolve fully leaves the petition open, wherever it was.
        return PetitionState.RESOLVED if act.data["fully_resolved"] else PetitionState.PENDING
    if act.name == "DirectionGiven":
        return PetitionState.PENDING if state is PetitionState.AWAITING_DIRECTION else state
    return NEXT.get(act.name, state)


def in_effect(acts: Iterable[Act]) -> EffectiveActs:
    """The acts that have effect: from the reception, always first, to the withdrawal or refusal, if any.

    Empty as long as the reception is unknown.
    """
    chosen: list[Act] = []
    for act in effective(acts):
        # The first reception opens; before it nothing counts, after it no second one does.
        if (act.name == RECEPTION) == bool(chosen):
            continue
        chosen.append(act)
        if act.name in FINAL:
            break
    return EffectiveActs(chosen)


def petition_spans(acts: Iterable[Act]) -> list[PetitionSpan]:
    """The petition's whole course, from its reception to `FOREVER`, neighbours that say the same joined."""
    spans: list[PetitionSpan] = []
    for act in in_effect(acts):
        if not spans:
            group, conference_id = act.data["group"], act.data["conference_id"]
            spans.append(PetitionSpan(act.time, FOREVER, NEXT[RECEPTION], group, conference_id))
            continue
        last = spans[-1]
        group = act.data["group"] if act.name == "PetitionReclassified" else last.group
        state = next_state(last.state, act)
        if state is last.state and group == last.group:
            continue
        spans[-1] = last._replace(to_at=act.time)
        if last.from_at == act.time:
            spans.pop()
        following = PetitionSpan(act.time, FOREVER, state, group, last.conference_id)
        if spans and spans[-1][2:] == following[2:]:
            following = following._replace(from_at=spans.pop().from_at)
        spans.append(following)
    return spans


def span_at(spans: Iterable[PetitionSpan], at: datetime) -> PetitionSpan | None:
    """The span that holds at `at`; None before the reception."""
    return next((span for span in spans if span.from_at <= at < span.to_at), None)


def state_at(acts: Iterable[Act], at: datetime) -> PetitionState | None:
    """The petition's state at `at`, from its acts in any order of arrival (R23); None before reception."""
    span = span_at(petition_spans(acts), at)
    return span.state if span else None
