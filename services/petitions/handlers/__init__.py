"""What petitions takes in and who decides it; what it follows and to what use: the table of contents."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from services.petitions.handlers.act import decide_act
from services.petitions.handlers.correction import decide_correction
from services.petitions.handlers.reception import decide_reception
from services.petitions.handlers.world import PetitionsWorld
from shared.messaging.inbound import Inbound, Verdict

Decide = Callable[[PetitionsWorld, Inbound], Verdict]

HANDLES: Mapping[str, Decide] = {
    "PetitionReceived": decide_reception,
    "PetitionReclassified": decide_act,
    "PetitionRefused": decide_act,
    "CoordinationRequested": decide_act,
    "PetitionTransferred": decide_act,
    "PetitionEscalated": decide_act,
    "DirectionGiven": decide_act,
    "PetitionAnswered": decide_act,
    "WrittenAnswerRequested": decide_act,
    "PetitionWithdrawn": decide_act,
    "EventCorrected": decide_correction,
}
"""What agencies send."""


class Use(StrEnum):
    """What a fact of another service is good for here."""

    KEEP = "keep"
    """An act of a conference on which petitions are decided."""
    SHOW = "show"
    """Says how the deadline of an answer stands (shared/dialogue/deadline_as_told.py)."""
    IGNORED = "ignored"


FOLLOWS: Mapping[str, Use] = {
    "ConferenceScheduled": Use.KEEP,
    "ConferenceRescheduled": Use.KEEP,
    "ConferenceCancelled": Use.KEEP,
    "EventCorrected": Use.KEEP,
    # Who exists, and who may act for whom (R6).
    "UnitChanged": Use.KEEP,
    "DeadlineSet": Use.SHOW,
    "DeadlineMoved": Use.SHOW,
    "DeadlineMet": Use.SHOW,
    "DeadlineVoided": Use.SHOW,
    # What else units tell of their conferences changes nothing for a petition.
    "AnnualPlanSubmitted": Use.IGNORED,
    "NoticePosted": Use.IGNORED,
    "ParticipantRegistered": Use.IGNORED,
    "ConferenceHeld": Use.IGNORED,
    "ConclusionPublished": Use.IGNORED,
    "ResultReportFiled": Use.IGNORED,
    # Reminders and breaches are shown by deadlines; a calendar's new due days come as DeadlineMoved.
    "DeadlineApproaching": Use.IGNORED,
    "ResponseOverdue": Use.IGNORED,
    "ObligationOverdue": Use.IGNORED,
    "OverdueRetracted": Use.IGNORED,
    "CalendarApplied": Use.IGNORED,
}
"""Facts of notices and deadlines."""
