"""What happens around a conference, from the plan of the year to the report on it.

Events that notices owns (R1–R9, R17, R18).
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.events.fields import (
    Business,
    ConferenceFormat,
    Contact,
    Count,
    Day,
    Document,
    Dong,
    EventModel,
    Group,
    Heads,
    Id,
    Moment,
    Text,
    UnitName,
    Year,
)


class CancellationReason(StrEnum):
    """R8: stopped because nobody petitioned or registered, or for another reason."""

    NO_PETITIONS = "no_petitions"
    OTHER = "other"


class NoticeChannel(StrEnum):
    """R7: both channels are owed."""

    PORTAL = "portal"
    ONE_STOP_DESK = "one_stop_desk"


class PlannedConference(EventModel):
    """A line of an annual plan."""

    theme: Text | None = None
    month: Annotated[int, Field(ge=1, le=12)]
    format: ConferenceFormat | None = None


class AnnualPlanSubmitted(EventModel):
    """R4, R5: a unit sent its plan of the year to DPI."""

    unit_id: Id
    year: Year
    conferences: list[PlannedConference]
    budget_vnd: Dong | None = None
    document: Document | None = None


class ConferenceScheduled(EventModel):
    """R1–R3: a unit will hold a conference."""

    conference_id: Id
    unit_id: Id
    theme: Text | None = None
    starts_at: Moment
    venue: Text
    format: ConferenceFormat
    chair: Text | None = None
    reception_deadline: Day


class ConferenceRescheduled(EventModel):
    """R7, R8, R15: the conference moves; its notice is owed anew."""

    conference_id: Id
    starts_at: Moment
    reception_deadline: Day | None = None
    reason: Text
    document: Document | None = None


class ConferenceCancelled(EventModel):
    """R8, R26: the conference is stopped."""

    conference_id: Id
    reason: CancellationReason
    document: Document | None = None


class NoticePosted(EventModel):
    """R7: the notice stands on one of the two channels."""

    conference_id: Id
    channel: NoticeChannel
    url: Text | None = None
    registration_instructions: Text | bool | None = None
    form_url: Text | None = None


class ParticipantRegistered(EventModel):
    """R8, R9: a business will come."""

    registration_id: Id
    conference_id: Id
    business: Business
    attendees: Heads
    contact: Contact | None = None


class ConferenceHeld(EventModel):
    """R9, R17: the conference took place; `participants` counts organisations, not heads."""

    conference_id: Id
    participants: Count
    city_leader_attended: bool | None = None
    press: list[Text] | None = None


class ConclusionPublished(EventModel):
    """R18: the conclusion notice stands on the portal."""

    conference_id: Id
    url: Text | None = None
    document: Document | None = None


class FiledFigures(EventModel):
    """R24: a row of Phụ lục 1 or 2 as the unit counted it."""

    received: Count
    resolved: Count
    transferred: Count
    awaiting_direction: Count


class FiledGroup(FiledFigures):
    """R28: a row of Phụ lục 2."""

    group: Group


def _each_once(groups: list[FiledGroup]) -> list[FiledGroup]:
    if len({each.group for each in groups}) < len(groups):
        raise ValueError("names a group twice")
    return groups


class ReportedFigures(FiledFigures):
    """The row of Phụ lục 1, or the total of Phụ lục 2 with its rows; a group left out counts zero."""

    groups: Annotated[list[FiledGroup], Field(max_length=len(Group)), AfterValidator(_each_once)] | None = (
        None
    )


class ResultReportFiled(EventModel):
    """R17: the result report went to the city committee and DPI, with the figures that the unit counted."""

    conference_id: Id
    document: Document | None = None
    figures: ReportedFigures | None = None


class NewUnit(EventModel):
    """A unit that the registry does not know yet."""

    name: UnitName
    short_name: UnitName | None = None
    kind: Literal["department", "central_agency", "district", "commune"]
    section: Literal["I", "II"]
    obliged: bool = False
    minimum_per_year: Annotated[int, Field(ge=0, le=12)] = 0
    valid_from: Day


class Inheritance(EventModel):
    """What passes to one of several successors; naming nothing, all that no other is named for."""

    to: Id
    groups: list[Group] | None = None
    conferences: list[Id] | None = None
    petitions: list[Id] | None = None


class Renaming(EventModel):
    """What a unit that goes on is called from a day on."""

    name: UnitName
    short_name: UnitName | None = None
    valid_from: Day


class UnitChanged(EventModel):
    """R6: a unit ends, begins or is renamed, and who inherits what it leaves open."""

    unit_id: Id
    valid_to: Day | None = None
    successors: list[Id] | None = None
    inherits: list[Inheritance] | None = None
    unit: NewUnit | None = None
    renamed: Renaming | None = None
    document: Document
