"""A petition's two answers as timelines, and how to ask them what was due at a moment (R11–R15)."""

from datetime import datetime

from shared.dialogue.acts import Act
from shared.dialogue.answer_due import petition_answer_timeline, written_answer_timeline
from shared.dialogue.conference import conference_spans
from shared.dialogue.deadline import DeadlineSpan, Standing, Timeline, at_moment
from shared.dialogue.petition import in_effect
from tests.builders.acts import CALENDAR, at, received, scheduled

# A conference on Wednesday 5 June 2024: 7 working days end on Friday the 14th, 14 on Tuesday the 25th.
PLANNED = scheduled("2024-06-05 14:00")
RECEIVED = received("2024-06-01 08:00")
SEVENTH, FOURTEENTH = "2024-06-14", "2024-06-25"


def answer(*acts: Act, conference: tuple[Act, ...] = (PLANNED,), reception: Act = RECEIVED) -> Timeline:
    return petition_answer_timeline(in_effect([reception, *acts]), conference_spans(conference), CALENDAR)


def written(*acts: Act, conference: tuple[Act, ...] = (PLANNED,)) -> Timeline:
    return written_answer_timeline(in_effect([RECEIVED, *acts]), conference_spans(conference), CALENDAR)


def span(timeline: Timeline, moment: str | datetime) -> DeadlineSpan:
    found = at_moment(timeline, at(moment) if isinstance(moment, str) else moment)
    assert found is not None
    return found


def due(timeline: Timeline, moment: str | datetime = "2024-12-31") -> str:
    return span(timeline, moment).due_on.isoformat()


def standing(timeline: Timeline, moment: str | datetime) -> Standing:
    where = at(moment) if isinstance(moment, str) else moment
    return span(timeline, where).standing_at(where)
