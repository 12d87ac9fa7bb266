"""Everything that is due around one conference (R7, R8, R17, R18), each deadline with its whole timeline."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from shared.dialogue.acts import Act
from shared.dialogue.conclusion_notice import CONCLUSION_PUBLISHED, conclusion_notice_timeline
from shared.dialogue.conference import conference_spans, since_scheduling
from shared.dialogue.conference_due import NOTICE_CHANNELS
from shared.dialogue.cycle import Cycle, cycles
from shared.dialogue.deadline import Timeline
from shared.dialogue.lawful_stop import first_joined_at
from shared.dialogue.met_already import reckoned
from shared.dialogue.notice_period import notice_timeline
from shared.dialogue.notices_posted import counting_notices
from shared.dialogue.result_report import REPORT_FILED, result_report_timeline
from shared.dialogue.stop_or_postpone import STOPPING, stop_report_timeline
from shared.working_days import WorkingDays


def conference_timelines(
    conference_acts: Iterable[Act], first_petition_at: datetime | None, calendar: WorkingDays
) -> dict[str, Timeline]:
    """The timelines by deadline id; `first_petition_at`: the first reception, refused petitions included."""
    acts = since_scheduling(conference_acts)
    course = cycles(conference_spans(acts))
    joined_at = first_joined_at(acts, first_petition_at)
    stopping = named(acts, *STOPPING)
    found: list[Timeline] = []
    for cycle in course:
        found += [notice_reckoned(channel, cycle, acts, calendar) for channel in NOTICE_CHANNELS]
        found.append(reckoned(partial(stop_report_timeline, cycle, joined_at), stopping, calendar))
    found.append(report_reckoned(course, acts, calendar))
    published = named(acts, CONCLUSION_PUBLISHED)
    found.append(reckoned(partial(conclusion_notice_timeline, course, acts), published, calendar))
    return {timeline[0].deadline_id: timeline for timeline in found if timeline}


def notice_reckoned(channel: str, cycle: Cycle, acts: Sequence[Act], calendar: WorkingDays) -> Timeline:
    """R7, on one channel in one cycle, by the calendar that counts for it."""
    posted = counting_notices(acts, channel, cycle.from_at, cycle.stopped_at)
    return reckoned(partial(notice_timeline, channel, cycle, acts), posted, calendar)


def report_reckoned(course: Sequence[Cycle], acts: Sequence[Act], calendar: WorkingDays) -> Timeline:
    """R17, by the calendar that counts for it."""
    filed = named(acts, REPORT_FILED)
    return reckoned(partial(result_report_timeline, course, acts), filed, calendar)


def named(acts: Iterable[Act], *names: str) -> list[Act]:
    """Those of these names, in their order."""
    return [act for act in acts if act.name in names]
