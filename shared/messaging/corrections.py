"""May this correction take its original's place? The rules that the corrections of every service share.

A correction is about what its corrected data is about, a withdrawal about what it names itself, so it is
decided on the acts of that one subject. What it says is judged as the act would be that says so itself, were
it told now and its original never.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from msgspec.structs import replace

from shared.clock import local_date
from shared.dialogue.acts import Act
from shared.events.catalogue import CORRECTION, EVENTS
from shared.events.corrections import EventCorrected, said_in_the_end
from shared.events.public import plain
from shared.events.validate import InvalidData, from_values
from shared.messaging.gate import SKEW
from shared.messaging.inbound import Accepted, Inbound, Patience, Reason, Rejected, Verdict, Waiting
from shared.messaging.inbox import EventKey
from shared.messaging.made_here import is_made_here
from shared.units import Registry

LASTING: Mapping[str, str] = {
    "PetitionReceived": "tell PetitionWithdrawn or PetitionRefused, or correct what it says",
    "ConferenceScheduled": "tell ConferenceCancelled, or correct what it says",
}
"""What can't be taken back, for all other acts of its subject hang on it; and what to do instead."""

CREATED_ID: Mapping[str, str] = {"ParticipantRegistered": "registration_id"}
"""The id an event creates where that is not its subject's: a correction may not turn it into another's."""


def root_of(acts: Iterable[Act], source_unit: str, corrects: str) -> Act | None:
    """The original that `corrects` names, itself or through corrections; None if it is not among `acts`.

    `acts` are the subject's as they were taken in, corrections among them as acts of their own.
    """
    own = {act.event_id: act for act in acts if act.unit_id == source_unit}
    found = own.get(corrects)
    for _ in own:
        if found is None or found.name != CORRECTION:
            return found
        found = own.get(found.data["corrects"])
    return None


class CorrectableWorld(Protocol):
    """What a service must know, to judge corrections."""

    @property
    def taken_for(self) -> Mapping[EventKey, str]:
        """Under which subjects the inbox knows the events that are corrected."""
        ...

    @property
    def registry(self) -> Registry: ...

    @property
    def now(self) -> datetime: ...

    def decide_without(self, original: Act, event: Inbound) -> Verdict:
        """What would become of `event`, had the original never been told."""
        ...


def check_correction(acts: Iterable[Act], event: Inbound, world: CorrectableWorld) -> Verdict:
    """The verdict, by the first reason that applies in the contract's order; Accepted holds the data as kept.

    `acts`: of the correction's subject, as taken in.
    """
    correction, acts = event.event, tuple(acts)
    assert isinstance(correction, EventCorrected)
    root = root_of(acts, event.unit_id, correction.corrects)
    corrected: Mapping[str, Any] = {}
    try:
        if correction.corrects == event.event_id:
            raise InvalidData("corrects", "an event can't correct itself")
        said = None if correction.withdrawn else _said(event)
        if said and said.time and not world.registry.existed_at(event.unit_id, said.time):
            detail = f"{event.unit_id} was not valid on {local_date(said.time)}, the corrected time"
            return Rejected(Reason.UNKNOWN_UNIT, detail, "time")
        if root is None:
            _refuse_elsewhere(event, correction, world.taken_for)
        elif said:
            corrected = _corrected_data(acts, root, event, said)
    except InvalidData as problem:
        return Rejected(Reason.INVALID_DATA, problem.detail, problem.field, wrong=problem)
    # Also of what waits for its original, or it would depend on how long it waits.
    if said and said.time and said.time > world.now + SKEW:
        return Rejected(Reason.IN_THE_FUTURE, "the corrected time is more than 5 minutes ahead", "time")
    if root is None:
        detail = f"no event {correction.corrects[:64]} of this source about {event.subject} is known yet"
        return Waiting(event.subject, Patience.SUBJECT, 0, detail, "corrects")
    if is_made_here(root, event.subject, EVENTS[root.name].owner, world.taken_for):
        refusal = _businesss_own(root, correction, said)
        if refusal is not None:
            return refusal
    if said is None:
        return _withdrawal(root, correction)
    kept = Accepted(plain(said) | {"corrects": correction.corrects, "data": corrected})
    return _as_told_now(root, event, said, corrected, world) or kept


def _as_told_now(
    root: Act, event: Inbound, said: EventCorrected, corrected: Mapping[str, Any], world: CorrectableWorld
) -> Rejected | Waiting | None:
    """What keeps the act from being as it is said to have been; None if nothing does."""
    act = replace(
        event,
        name=root.name,
        event_id=root.event_id,
        time=said.time or root.time,
        data=corrected,
        event=None,
    )
    match world.decide_without(root, act):
        case Rejected(reason, detail, field):
            return Rejected(reason, f"as corrected: {detail}", _of_correction(field))
        case Waiting() as wait:
            return replace(wait, detail=f"as corrected: {wait.detail}", field=_of_correction(wait.field))
        case Accepted():
            return None


def _said(event: Inbound) -> EventCorrected:
    """What it says of the first original: of a correction's own data, given whole, that correction."""
    innermost = said_in_the_end(event.data)
    inner = innermost["data"]
    if "corrects" in inner and inner.get("withdrawn"):
        detail = "a correction can't be turned into a withdrawal: take its act back"
        raise InvalidData("data.withdrawn", detail)
    if innermost is event.data:
        assert isinstance(event.event, EventCorrected)
        return event.event
    try:
        said = from_values(EventCorrected, innermost)
    except InvalidData as problem:
        raise _within_data(problem) from None
    assert isinstance(said, EventCorrected)
    return said


def _corrected_data(acts: Iterable[Act], root: Act, event: Inbound, said: EventCorrected) -> dict[str, Any]:
    """The original's data as it should have been, valid, and about the same."""
    if said is not event.event and root_of(acts, event.unit_id, said.corrects) != root:
        raise InvalidData("data.corrects", "must stay: what a correction is about can't be corrected")
    try:
        corrected = plain(from_values(EVENTS[root.name].model, said.data))
    except InvalidData as problem:
        raise _within_data(problem) from None
    created = CREATED_ID.get(root.name)
    if created and corrected[created] != root.data[created]:
        detail = f"must stay {root.data[created]}: a correction creates nothing"
        raise InvalidData(f"data.{created}", detail)
    return corrected


def _businesss_own(root: Act, correction: EventCorrected, said: EventCorrected | None) -> Rejected | None:
    """What a business told here may be put right in what it says; that it came, and when, was seen."""
    if said is None and correction.corrects == root.event_id:
        detail = f"a {root.name} that a business told here is taken back by nobody else"
        return Rejected(Reason.NOT_ALLOWED, detail, "withdrawn")
    if said is not None and said.time not in (None, root.time):
        detail = f"a business told it here at {root.time.isoformat()}: that is no unit's to correct"
        return Rejected(Reason.NOT_ALLOWED, detail, "time")
    return None


def _withdrawal(root: Act, correction: EventCorrected) -> Verdict:
    """Any act may be taken back but those on which others hang; of these, their corrections may."""
    if correction.corrects != root.event_id or root.name not in LASTING:
        return Accepted()
    detail = f"a {root.name} can't be taken back, for other acts hang on it: {LASTING[root.name]}"
    return Rejected(Reason.NOT_ALLOWED, detail, "withdrawn")


def _refuse_elsewhere(event: Inbound, correction: EventCorrected, known: Mapping[EventKey, str]) -> None:
    """What has not come yet is waited for; what has come and is about something else is not."""
    taken_for = known.get((event.source, correction.corrects))
    if taken_for is not None and taken_for != event.subject:
        kind = event.subject.partition("/")[0]
        detail = f"{correction.corrects[:64]} is about {taken_for}: a correction can't move it elsewhere"
        raise InvalidData(f"{kind}_id" if correction.withdrawn else f"data.{kind}_id", detail)


def _within_data(problem: InvalidData) -> InvalidData:
    """The same, of what the correction says."""
    field = problem.field if problem.field == "data" else f"data.{problem.field}"
    return InvalidData(field, problem.detail, problem.kind, problem.context)


def _of_correction(field: str | None) -> str | None:
    """What a field of the corrected act is called in its correction."""
    return field if field in (None, "time") else f"data.{field}"
