"""Everything that is due to one petition (R11, R12, R14, R15), each deadline with its whole timeline."""

from collections.abc import Iterable, Sequence

from shared.dialogue.acts import Act
from shared.dialogue.answer_due import petition_answer_timeline, written_answer_timeline
from shared.dialogue.conference import ConferenceSpan
from shared.dialogue.deadline import Timeline
from shared.dialogue.petition import in_effect
from shared.working_days import WorkingDays


def petition_timelines(
    petition_acts: Iterable[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> dict[str, Timeline]:
    """The timelines by deadline id.

    `conference` is the course of the petition's conference (`conference_spans`, folded once for all its
    petitions): empty while that is unknown, and then nothing is due yet.
    """
    petition = in_effect(petition_acts)
    timelines = (
        petition_answer_timeline(petition, conference, calendar),
        written_answer_timeline(petition, conference, calendar),
    )
    return {timeline[0].deadline_id: timeline for timeline in timelines if timeline}
