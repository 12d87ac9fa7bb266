"""What notices takes in and reads of deadlines, and which function answers: the table of contents."""

from collections.abc import Callable, Mapping

from services.notices.domain import deadline_flag
from services.notices.domain.deadline_flag import Flagging
from services.notices.handlers.conference_act import decide_act, decide_held
from services.notices.handlers.correction import decide_correction
from services.notices.handlers.plan import decide_plan
from services.notices.handlers.registration import decide_registration
from services.notices.handlers.scheduling import decide_scheduling
from services.notices.handlers.world import NoticesWorld
from shared.messaging.inbound import Inbound, Verdict

Decide = Callable[[NoticesWorld, Inbound], Verdict]
IGNORED = None

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

FOLLOWS: Mapping[str, Flagging | None] = {
    "DeadlineSet": deadline_flag.owed,
    "DeadlineMoved": deadline_flag.owed,
    "DeadlineMet": deadline_flag.met,
    "DeadlineVoided": deadline_flag.voided,
    "ObligationOverdue": deadline_flag.overdue,
    "OverdueRetracted": deadline_flag.retracted,
    # About petitions and reminders: nothing shown with a conference. A calendar is kept (following.py).
    "ResponseOverdue": IGNORED,
    "DeadlineApproaching": IGNORED,
    "CalendarApplied": IGNORED,
}
"""Facts of deadlines: how each leaves what is shown of a deadline."""
