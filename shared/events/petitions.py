"""What happens to a petition, from its reception to its answer: events that petitions owns (R10–R16, R23)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.events.fields import Business, Contact, Document, EventModel, Group, Id, Text


class PetitionChannel(StrEnum):
    """How the petition came in."""

    FORM = "form"
    WRITTEN = "written"
    AT_CONFERENCE = "at_conference"
    AGENCY = "agency"


class RefusalReason(StrEnum):
    """R10: what is out of the dialogue's scope."""

    JUDICIAL = "judicial"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    NOT_ADMINISTRATIVE = "not_administrative"


class EscalationTarget(StrEnum):
    """R13: to whom a unit reports what it is not competent for."""

    CITY_COMMITTEE = "city_committee"
    DIRECT_SUPERIOR = "direct_superior"


class AnswerMode(StrEnum):
    """R11, R14."""

    AT_CONFERENCE = "at_conference"
    WRITTEN = "written"


class PetitionReceived(EventModel):
    """A business petitions a conference."""

    petition_id: Id
    conference_id: Id
    group: Group
    business: Business
    content: Text
    channel: PetitionChannel
    contact: Contact | None = None


class PetitionReclassified(EventModel):
    """R28: the petition belongs to another group."""

    petition_id: Id
    group: Group


class PetitionRefused(EventModel):
    """R10: out of scope; the petitioner is shown the reason."""

    petition_id: Id
    reason: RefusalReason


class CoordinationRequested(EventModel):
    """R12: other units must help; `with` names them by unit id or exact name."""

    petition_id: Id
    with_: Annotated[list[Text], Field(alias="with", min_length=1)]
    document: Document | None = None


class PetitionTransferred(EventModel):
    """R12: passed to another agency, by unit id or exact name."""

    petition_id: Id
    to: Text
    document: Document | None = None


class PetitionEscalated(EventModel):
    """R12, R13: reported upwards for direction."""

    petition_id: Id
    to: EscalationTarget
    document: Document | None = None


class DirectionGiven(EventModel):
    """R13: the competent body has directed who solves it."""

    petition_id: Id
    by: Text
    content: Text
    document: Document | None = None


class PetitionAnswered(EventModel):
    """R11, R14, R16: answered, and whether that resolves it for good (giải quyết triệt để)."""

    petition_id: Id
    mode: AnswerMode
    fully_resolved: bool
    content: Text | None = None
    document: Document | None = None


class WrittenAnswerRequested(EventModel):
    """R14: the business wants the answer in writing."""

    petition_id: Id


class PetitionWithdrawn(EventModel):
    """The business takes its petition back."""

    petition_id: Id
    reason: Text | None = None
