"""What notices takes in and reads of deadlines, and which function answers: the table of contents."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from services.notices.handlers.conference_act import decide_act, decide_held
from services.notices.handlers.correction import decide_correction
from services.notices.handlers.plan import decide_plan
from services.notices.handlers.registration import decide_registration
from services.notices.handlers.scheduling import decide_scheduling
from services.notices.handlers.world import NoticesWorld
from shared.messaging.inbound import Inbound, Verdict

Decide = Callable[[NoticesWorld, Inbound], Verdict]

HANDLES: Mapping[str, Decide] = {
    "AnnualPlanSubmitted": decide_plan,
    "ConferenceScheduled": decide_scheduling,
    "ConferenceRescheduled": decide_act,
    "ConferenceCancelled": decide_act,
    "NoticePosted": decide_act,
    "ParticipantRegistered": decide_registration,
    "ConferenceHeld": decide_held,
    "ConclusionPublished": decide_act,
    "ResultReportFiled": decide_act,
    "EventCorrected": decide_correction,
}
"""What agencies send: accepted, rejected, or left to wait."""


class Use(StrEnum):
    """What a fact of deadlines is good for here."""

    KEEP = "keep"
    """The planner counts days by the calendar as it was last announced."""
    SHOW = "show"
    """Of a conference's deadline: shown with it (shared/dialogue/deadline_as_told.py)."""
    IGNORED = "ignored"


FOLLOWS: Mapping[str, Use] = {
    "CalendarApplied": Use.KEEP,
    "DeadlineSet": Use.SHOW,
    "DeadlineMoved": Use.SHOW,
    "DeadlineMet": Use.SHOW,
    "DeadlineVoided": Use.SHOW,
    "ObligationOverdue": Use.SHOW,
    "OverdueRetracted": Use.SHOW,
    # About petitions and reminders: nothing shown with a conference.
    "ResponseOverdue": Use.IGNORED,
    "DeadlineApproaching": Use.IGNORED,
}
"""What deadlines tells."""
