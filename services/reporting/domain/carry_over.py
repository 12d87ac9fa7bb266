"""What is still open in a quarter, its own and what earlier quarters left unresolved (R16, R21, R25)? Each
petition with its age."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.reporting.domain.lateness import working_days_overdue
from services.reporting.domain.open_petition import OpenPetition
from shared.dialogue.quarter import Quarter
from shared.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class AgedPetition:
    """An open petition and how long it has been so; ages count from the day after the one they count from."""

    petition: OpenPetition
    carried_over: bool
    """Is it of an earlier quarter's conference?"""
    calendar_days: int
    """Since its reception."""
    working_days: int
    working_days_overdue: int
    """Since its due day; 0 if it is not overdue, or since a day off alone."""


def carry_over(
    petitions: Iterable[OpenPetition], quarter: Quarter, on: date, calendar: WorkingDays
) -> list[AgedPetition]:
    """The open petitions of the quarter and of those before it, the oldest first."""
    found = [_aged(each, quarter, on, calendar) for each in petitions if each.quarter <= quarter]
    return sorted(found, key=lambda each: (each.petition.line.received_on, each.petition.line.petition_id))


def _aged(petition: OpenPetition, quarter: Quarter, on: date, calendar: WorkingDays) -> AgedPetition:
    line = petition.line
    return AgedPetition(
        petition=petition,
        carried_over=petition.quarter < quarter,
        calendar_days=(on - line.received_on).days,
        working_days=calendar.count(line.received_on, on),
        working_days_overdue=working_days_overdue(line, on, calendar),
    )
