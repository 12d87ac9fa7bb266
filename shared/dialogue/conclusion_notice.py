"""Is the conclusion notice on the portal (R18)? The plan sets no day: watched at 7 working days, soft."""

from collections.abc import Sequence

from shared.dialogue.acts import Act
from shared.dialogue.after_conference import after_conference_timeline
from shared.dialogue.cycle import Cycle
from shared.dialogue.deadline import Timeline
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays

CONCLUSION_PUBLISHED = "ConclusionPublished"


def conclusion_notice_timeline(
    course: Sequence[Cycle], acts: Sequence[Act], calendar: WorkingDays
) -> Timeline:
    """The deadline `conclusion_notice` of a conference."""
    return after_conference_timeline(
        DeadlineKind.CONCLUSION_NOTICE, CONCLUSION_PUBLISHED, course=course, acts=acts, calendar=calendar
    )
