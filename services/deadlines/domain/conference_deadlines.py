"""Everything that is due around one conference (R7, R8, R17, R18), each deadline with its whole timeline."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from services.deadlines.domain.conclusion_notice import CONCLUSION_PUBLISHED, conclusion_notice_timeline
from services.deadlines.domain.notice_period import notice_timeline
from services.deadlines.domain.result_report import REPORT_FILED, result_report_timeline
from services.deadlines.domain.stop_or_postpone import STOPPING, stop_report_timeline
from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_spans, since_scheduling
from shared.dialogue.conference_due import NOTICE_CHANNELS
from shared.dialogue.cycle import cycles
from shared.dialogue.deadline import Timeline
from shared.dialogue.lawful_stop import first_joined_at
from shared.dialogue.met_already import reckoned
from shared.dialogue.notices_posted import counting_notices
from shared.working_days import WorkingDays


def conference_timelines(
    conference_acts: Iterable[Act], first_petition_at: datetime | None, calendar: WorkingDays
) -> dict[str, Timeline]:
    """The timelines by deadline id; `first_petition_at`: the first reception, refused petitions included."""
    acts = since_scheduling(conference_acts)
    course = cycles(conference_spans(acts))
    joined_at = first_joined_at(acts, first_petition_at)

    def named(*names: str) -> list[Act]:
        return [act for act in acts if act.name in names]

    stopping = named(*STOPPING)
    # Each with the acts that can meet it.
    owed: list[tuple[Callable[[WorkingDays], Timeline], Sequence[Act]]] = [
        *(
            (
                partial(notice_timeline, channel, cycle, acts),
                counting_notices(acts, channel, cycle.from_at, cycle.stopped_at),
            )
            for cycle in course
            for channel in NOTICE_CHANNELS
        ),
        *((partial(stop_report_timeline, cycle, joined_at), stopping) for cycle in course),
        (partial(result_report_timeline, course, acts), named(REPORT_FILED)),
        (partial(conclusion_notice_timeline, course, acts), named(CONCLUSION_PUBLISHED)),
    ]
    timelines = [reckoned(reckon, meeting, calendar) for reckon, meeting in owed]
    return {timeline[0].deadline_id: timeline for timeline in timelines if timeline}
