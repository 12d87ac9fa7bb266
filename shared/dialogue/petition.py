"""In which state is a petition at a moment (R16, R23)? The fold of its acts, whatever order they came in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

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

# Named once: to look a member up in its enumeration takes as long as making three spans.
PENDING, RESOLVED = PetitionState.PENDING, PetitionState.RESOLVED
AWAITING_DIRECTION = PetitionState.AWAITING_DIRECTION
ENDED = (PetitionState.WITHDRAWN, PetitionState.REFUSED)
CALLED: Mapping[PetitionState, str] = {state: state.value for state in PetitionState}
"""What a state is called in rows and answers."""
FINAL: Mapping[str, str] = {"PetitionWithdrawn": "withdrawn", "PetitionRefused": "refused"}
"""Acts after which no other has effect, and what they are called."""


class ActsInEffect(EffectiveActs):
    """A petition's acts that have effect, the reception first: what its folds start from, chosen once."""

    __slots__ = ()


class PetitionSpan(msgspec.Struct, frozen=True):
    """From when until when a petition stood in one state and one group."""

    from_at: datetime
    to_at: datetime
    state: PetitionState
    group: str
    conference_id: str


def next_state(state: PetitionState, act: Act) -> PetitionState:
    """The state after `act`, by the table of R23; of an act that changes nothing, the state itself."""
    if state in ENDED:
        return state
    if act.name == ANSWER:
        # R16: an answer that does not resolve fully leaves the petition open, wherever it was.
        return RESOLVED if act.data["fully_resolved"] else PENDING
    if act.name == "DirectionGiven":
        return PENDING if state is AWAITING_DIRECTION else state
    return NEXT.get(act.name, state)


def in_effect(acts: Iterable[Act]) -> ActsInEffect:
    """The acts that have effect: from the reception, always first, to the withdrawal or refusal, if any.

    Empty as long as the reception is unknown.
    """
    if isinstance(acts, ActsInEffect):
        return acts
    chosen: list[Act] = []
    for act in effective(acts):
        # The first reception opens; before it nothing counts, after it no second one does.
        if (act.name == RECEPTION) == bool(chosen):
            continue
        chosen.append(act)
        if act.name in FINAL:
            break
    return ActsInEffect(chosen)


def petition_spans(acts: Iterable[Act]) -> list[PetitionSpan]:
    """The petition's whole course, from its reception to `FOREVER`, neighbours that say the same joined."""
    acts = in_effect(acts)
    if not acts:
        return []
    received, spans = acts[0], list[PetitionSpan]()
    from_at, state = received.time, PENDING
    group: str = received.data["group"]
    conference_id: str = received.data["conference_id"]
    for act in acts[1:]:
        after = next_state(state, act)
        among = act.data["group"] if act.name == "PetitionReclassified" else group
        if after is state and among == group:
            continue
        if from_at < act.time:
            spans.append(PetitionSpan(from_at, act.time, state, group, conference_id))
        from_at, state, group = act.time, after, among
        # What lasted no time is left out, and it may have stood between two that say the same.
        if spans and spans[-1].state is state and spans[-1].group == group:
            from_at = spans.pop().from_at
    spans.append(PetitionSpan(from_at, FOREVER, state, group, conference_id))
    return spans


def span_at(spans: Iterable[PetitionSpan], at: datetime) -> PetitionSpan | None:
    """The span that holds at `at`; None before the reception."""
    for span in spans:
        if span.from_at <= at < span.to_at:
            return span
    return None
