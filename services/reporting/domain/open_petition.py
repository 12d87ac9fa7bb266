"""How does a petition stand that is not fully resolved yet (R16, R21, R22)? With whom, and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.petition_listing import line_at
from shared.dialogue.acts import EffectiveActs
from shared.dialogue.conference import ConferenceSpan, view_at
from shared.dialogue.petition import PetitionState, in_effect, petition_spans
from shared.dialogue.quarter import Quarter
from shared.units import Registry
from shared.working_days import WorkingDays

UNRESOLVED = frozenset({PetitionState.PENDING, PetitionState.TRANSFERRED, PetitionState.AWAITING_DIRECTION})
"""R16: an answer that does not resolve fully leaves the petition among them."""

PASSED_ON_BY: Mapping[PetitionState, str] = {
    PetitionState.TRANSFERRED: "PetitionTransferred",
    PetitionState.AWAITING_DIRECTION: "PetitionEscalated",
}


@dataclass(frozen=True, slots=True)
class OpenPetition:
    """A petition that somebody still has to resolve; nothing personal."""

    line: PetitionLine
    """What the list behind the forms says of it: group, state, reception, due day, overdue or not."""
    unit_id: str
    """The unit whose conference it is: it answers for the petition, whomever it was passed to (R12)."""
    quarter: Quarter
    """Of the conference's start day, as it stood (R25)."""
    since: datetime
    """Since when it is in its state."""
    passed_to: str | None
    """To whom it was passed, as the act names them: a unit, the city committee, a direct superior."""
    document: Mapping[str, Any] | None
    """With which it was passed on."""


def open_petition(
    acts: EffectiveActs,
    conference: Sequence[ConferenceSpan],
    at: datetime,
    calendar: WorkingDays,
    registry: Registry,
) -> OpenPetition | None:
    """The petition as it stood at `at`; None if it was resolved, ended, or not there yet."""
    line, view = line_at(acts, conference, at, calendar, registry), view_at(conference, at)
    if line is None or view is None or line.state not in UNRESOLVED:
        return None
    state = PetitionState(line.state)
    passing = next(
        (act for act in reversed(in_effect(acts)) if act.name == PASSED_ON_BY.get(state) and act.time <= at),
        None,
    )
    return OpenPetition(
        line=line,
        unit_id=view.unit_id,
        quarter=Quarter.of(view.starts_on),
        since=_since(acts, at),
        passed_to=passing.data["to"] if passing else None,
        document=passing.data.get("document") if passing else None,
    )


def _since(acts: EffectiveActs, at: datetime) -> datetime:
    """When its state began: a new group meanwhile begins a span, not a state."""
    begun = [span for span in petition_spans(acts) if span.from_at <= at]
    since, state = begun[-1].from_at, begun[-1].state
    for span in reversed(begun):
        if span.state is not state:
            break
        since = span.from_at
    return since
