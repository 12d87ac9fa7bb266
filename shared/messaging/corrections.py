"""May this correction take its original's place? The rules that the corrections of every service share.

A correction is about what its corrected data is about, a withdrawal about what it names itself, so it is
decided on the acts of that one subject.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shared.dialogue.acts import Act
from shared.events.catalogue import CORRECTION, EVENTS
from shared.events.corrections import EventCorrected, said_in_the_end
from shared.events.public import plain
from shared.events.validate import InvalidData, from_values
from shared.messaging.gate import SKEW
from shared.messaging.inbound import Accepted, Inbound, Patience, Reason, Rejected, Verdict, Waiting
from shared.messaging.inbox import EventKey

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


def check_correction(
    acts: Iterable[Act], event: Inbound, taken_for: Mapping[EventKey, str], now: datetime
) -> Verdict:
    """The verdict as far as it is the same everywhere; Accepted holds the data as it is to be kept.

    `acts`: of the correction's subject, as taken in. `taken_for`: under which subjects the inbox knows the
    corrected events. What the corrected data must satisfy besides (who is entitled, what else must be known)
    is for the service to check afterwards.
    """
    correction, acts = event.event, tuple(acts)
    assert isinstance(correction, EventCorrected)
    if correction.corrects == event.event_id:
        return Rejected(Reason.INVALID_DATA, "an event can't correct itself", "corrects")
    root = root_of(acts, event.unit_id, correction.corrects)
    if root is None:
        elsewhere = taken_for.get((event.source, correction.corrects))
        return _without_original(event, correction, elsewhere)
    if correction.withdrawn:
        return _withdrawal(root, correction)
    try:
        said = _said(acts, event)
        corrected = plain(from_values(EVENTS[root.name].model, said.data))
    except InvalidData as problem:
        return Rejected(Reason.INVALID_DATA, problem.detail, _within_data(problem.field))
    created = CREATED_ID.get(root.name)
    if created and corrected[created] != root.data[created]:
        detail = f"must stay {root.data[created]}: a correction creates nothing"
        return Rejected(Reason.INVALID_DATA, detail, f"data.{created}")
    if said.time is not None and said.time > now + SKEW:
        return Rejected(Reason.IN_THE_FUTURE, "the corrected time is more than 5 minutes ahead", "time")
    return Accepted(plain(said) | {"corrects": correction.corrects, "data": corrected})


def _said(acts: Iterable[Act], event: Inbound) -> EventCorrected:
    """The correction as it is kept: of a correction's own data, given whole, what it says of the original."""
    innermost = said_in_the_end(event.data)
    inner = innermost["data"]
    if "corrects" in inner and inner.get("withdrawn"):
        raise InvalidData("withdrawn", "a correction can't be turned into a withdrawal: take its act back")
    if innermost is event.data:
        assert isinstance(event.event, EventCorrected)
        return event.event
    said = from_values(EventCorrected, innermost)
    assert isinstance(said, EventCorrected)
    if root_of(acts, event.unit_id, said.corrects) != root_of(acts, event.unit_id, event.data["corrects"]):
        raise InvalidData("corrects", "must stay: what a correction is about can't be corrected")
    return said


def _withdrawal(root: Act, correction: EventCorrected) -> Verdict:
    """Any act may be taken back but those on which others hang; of these, their corrections may."""
    if correction.corrects != root.event_id or root.name not in LASTING:
        return Accepted()
    detail = f"a {root.name} can't be taken back, for other acts hang on it: {LASTING[root.name]}"
    return Rejected(Reason.NOT_ALLOWED, detail, "withdrawn")


def _without_original(event: Inbound, correction: EventCorrected, taken_for: str | None) -> Verdict:
    """The original is about something else, or has not come yet."""
    if taken_for is not None and taken_for != event.subject:
        kind = event.subject.partition("/")[0]
        detail = f"{correction.corrects[:64]} is about {taken_for}: a correction can't move it elsewhere"
        return Rejected(
            Reason.INVALID_DATA, detail, f"{kind}_id" if correction.withdrawn else f"data.{kind}_id"
        )
    detail = f"no event {correction.corrects[:64]} of this source about {event.subject} is known yet"
    return Waiting(event.subject, Patience.SUBJECT, 0, detail)


def _within_data(field: str) -> str:
    return field if field == "data" else f"data.{field}"
