"""Everything that is due around one conference (R7, R8, R17, R18), each deadline with its whole timeline."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from services.deadlines.domain.conclusion_notice import conclusion_notice_timeline
from services.deadlines.domain.cycle import cycles
from services.deadlines.domain.notice_period import notice_timeline
from services.deadlines.domain.result_report import result_report_timeline
from services.deadlines.domain.stop_or_postpone import stop_report_timeline
from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_spans, since_scheduling
from shared.dialogue.conference_due import NOTICE_CHANNELS
from shared.dialogue.deadline import Timeline
from shared.dialogue.lawful_stop import first_joined_at
from shared.dialogue.met_already import reckoned
from shared.working_days import WorkingDays


def conference_timelines(
    conference_acts: Iterable[Act], first_petition_at: datetime | None, calendar: WorkingDays
) -> dict[str, Timeline]:
    """The timelines by deadline id; `first_petition_at`: the first reception, refused petitions included."""
    acts = since_scheduling(conference_acts)
    course = cycles(conference_spans(acts))
    joined_at = first_joined_at(acts, first_petition_at)

    @cache
    def by(known: WorkingDays) -> list[Timeline]:
        return [
            *(
                notice_timeline(channel, cycle, acts, known)
                for cycle in course
                for channel in NOTICE_CHANNELS
            ),
            *(stop_report_timeline(cycle, joined_at, known) for cycle in course),
            result_report_timeline(course, acts, known),
            conclusion_notice_timeline(course, acts, known),
        ]

    timelines = [
        reckoned(lambda known, place=place: by(known)[place], acts, calendar)
        for place in range(len(by(calendar)))
    ]
    return {timeline[0].deadline_id: timeline for timeline in timelines if timeline}
