"""Is the result report in (R17)? Due to the city committee and DPI 7 working days after the conference."""

from collections.abc import Sequence

from shared.dialogue.acts import Act
from shared.dialogue.after_conference import after_conference_timeline
from shared.dialogue.cycle import Cycle
from shared.dialogue.deadline import Timeline
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays

REPORT_FILED = "ResultReportFiled"


def result_report_timeline(course: Sequence[Cycle], acts: Sequence[Act], calendar: WorkingDays) -> Timeline:
    """The deadline `result_report` of a conference."""
    return after_conference_timeline(
        DeadlineKind.RESULT_REPORT, REPORT_FILED, course=course, acts=acts, calendar=calendar
    )
