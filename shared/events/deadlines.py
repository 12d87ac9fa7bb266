"""What is due, what moved, what was met and what is overdue.

Facts that deadlines owns (R4, R7, R8, R11–R18).
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.events.fields import Day, Document, EventModel, Group, Id, Text


class DeadlineKind(StrEnum):
    """Every kind of deadline the plan sets."""

    NOTICE_PORTAL = "notice_portal"
    NOTICE_ONE_STOP_DESK = "notice_one_stop_desk"
    PETITION_ANSWER = "petition_answer"
    WRITTEN_ANSWER = "written_answer"
    RESULT_REPORT = "result_report"
    CONCLUSION_NOTICE = "conclusion_notice"
    STOP_OR_POSTPONE_REPORT = "stop_or_postpone_report"
    ANNUAL_PLAN = "annual_plan"
    MINIMUM_CONFERENCES = "minimum_conferences"


class Deadline(EventModel):
    """What every fact about a deadline carries."""

    deadline_id: Text
    kind: DeadlineKind
    rule: Text
    unit_id: Id
    conference_id: Id | None = None
    petition_id: Id | None = None
    due_on: Day
    soft: bool
    provisional: bool
    calendar_version: int


class DeadlineSet(Deadline):
    """A deadline came to be."""


class DeadlineMoved(Deadline):
    """Its due day is another one now; `from` is the day it was."""

    from_: Annotated[Day, Field(alias="from")]
    reason: Text


class DeadlineMet(Deadline):
    """What was owed is done; `late` if after the due day."""

    late: bool


class DeadlineVoided(Deadline):
    """Nothing is owed any more."""

    reason: Text


class DeadlineApproaching(Deadline):
    """Due in a few working days."""

    working_days_left: int


class ResponseOverdue(EventModel):
    """An answer to a petition is overdue: once per deadline and due day."""

    deadline_id: Text
    kind: DeadlineKind
    petition_id: Id
    conference_id: Id
    unit_id: Id
    group: Group
    due_on: Day
    rule: Text


class ObligationOverdue(EventModel):
    """A notice, report, plan or minimum is overdue: once per deadline and due day."""

    deadline_id: Text
    kind: DeadlineKind
    unit_id: Id
    conference_id: Id | None = None
    due_on: Day
    rule: Text


class OverdueRetracted(EventModel):
    """It never was overdue: an act dated in time was published after the overdue event."""

    deadline_id: Text
    kind: DeadlineKind
    petition_id: Id | None = None
    unit_id: Id
    due_on: Day
    reason: Text


class NamedDay(EventModel):
    """A day off, or a weekend day worked, and its name."""

    date: Day
    name: Text


class CalendarApplied(EventModel):
    """A whole year of the working-day calendar as announced, in place of all that was known of it."""

    version: int
    announced_on: Day
    year: int
    off: list[NamedDay]
    working_weekend_days: list[NamedDay]
    document: Document
