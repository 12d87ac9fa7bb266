"""What reporting makes of each fact it follows: the table of contents, total over conferences, petitions and
deadlines.
"""

from collections.abc import Mapping
from enum import StrEnum


class Use(StrEnum):
    """What a fact is good for here."""

    FOLD = "fold"
    """An act on which figures depend: kept, and its subject folded again."""
    KEEP = "keep"
    """Kept for later questions; no figure of the summary hangs on it."""
    SEE = "see"
    """Tells how a deadline stands: the latest is kept."""
    IGNORED = "ignored"


FOLLOWS: Mapping[str, Use] = {
    "ConferenceScheduled": Use.FOLD,
    "ConferenceRescheduled": Use.FOLD,
    "ConferenceCancelled": Use.FOLD,
    "ConferenceHeld": Use.FOLD,
    "PetitionReceived": Use.FOLD,
    "PetitionReclassified": Use.FOLD,
    "PetitionRefused": Use.FOLD,
    "CoordinationRequested": Use.FOLD,
    "PetitionTransferred": Use.FOLD,
    "PetitionEscalated": Use.FOLD,
    "DirectionGiven": Use.FOLD,
    "PetitionAnswered": Use.FOLD,
    "WrittenAnswerRequested": Use.FOLD,
    "PetitionWithdrawn": Use.FOLD,
    "EventCorrected": Use.FOLD,
    "CalendarApplied": Use.FOLD,
    "AnnualPlanSubmitted": Use.KEEP,
    "NoticePosted": Use.KEEP,
    "ConclusionPublished": Use.KEEP,
    "ResultReportFiled": Use.KEEP,
    "UnitChanged": Use.KEEP,
    "DeadlineSet": Use.SEE,
    "DeadlineMoved": Use.SEE,
    "DeadlineMet": Use.SEE,
    "DeadlineVoided": Use.SEE,
    # Whether anybody had come decides if a stop was lawful (R8); how many came is counted by notices.
    "ParticipantRegistered": Use.KEEP,
    # What is overdue follows here from the acts themselves (R24).
    "DeadlineApproaching": Use.IGNORED,
    "ResponseOverdue": Use.IGNORED,
    "ObligationOverdue": Use.IGNORED,
    "OverdueRetracted": Use.IGNORED,
}
