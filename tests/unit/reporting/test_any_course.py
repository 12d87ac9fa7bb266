"""Does the short way to a petition's course, which most take, say what the long one says (R11–R15, R24)?"""

from collections.abc import Callable, Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.reporting.domain.course import Period, course
from shared.dialogue.acts import Act
from shared.dialogue.answer_due import overdue_plainly, petition_answer_timeline, written_answer_timeline
from shared.dialogue.conference import conference_spans
from shared.dialogue.deadline import overdue_periods
from shared.dialogue.petition import CALLED, in_effect, petition_spans, span_at
from shared.working_days import WorkingDays
from tests.builders.acts import (
    CALENDAR,
    answered,
    at,
    coordination,
    received,
    refused,
    scheduled,
    withdrawn,
    written_request,
)
from tests.unit.dialogue.test_any_order import MOMENTS, conferences, petitions
from tests.unit.dialogue.test_met_already import CALENDAR as AMENDED

CALENDARS = st.sampled_from([CALENDAR, AMENDED])
ENDS = (answered, lambda time: answered(time, fully=False), withdrawn, refused)
TURNS = (*ENDS, written_request, coordination)
# Around the days by which the calendar was amended, and long after.
TIMES = st.sampled_from(["2024-04-20", "2024-05-09 09:00", "2024-05-10 09:00", "2024-05-13 09:00", *MOMENTS])
PLANNED = [scheduled("2024-04-29 14:00", time="2024-01-02 08:00")], [scheduled("2024-06-05 14:00")]
ANY = settings(max_examples=400)
# In time by the calendar as it was when the answer was written down, late by the one that came the day after.
CLEARED = [received("2024-04-20"), replace(answered("2024-05-10 09:00"), recorded_at=at("2024-05-09 09:00"))]


@st.composite
def plain(draw: st.DrawFn, turns: Sequence[Callable[[str], Act]] = ENDS) -> list[Act]:
    """A reception and what ends it, as most petitions are."""
    acts = [received(draw(TIMES))]
    for number, turn in enumerate(draw(st.lists(st.sampled_from(turns), max_size=2))):
        told = replace(turn(draw(TIMES)), event_id=f"p-{number}", recorded_at=at(draw(TIMES)))
        acts.append(told)
    return acts


PETITIONS = plain() | plain(TURNS) | petitions()
CONFERENCES = st.sampled_from(PLANNED) | conferences()


def overdue(petition: list[Act], conference: list[Act], calendar: WorkingDays) -> list[Period]:
    """As the timelines have it."""
    acts, spans = in_effect(petition), conference_spans(conference)
    asked = petition_answer_timeline, written_answer_timeline
    return [one for timeline in asked for one in overdue_periods(timeline(acts, spans, calendar))]


@ANY
@example(CLEARED, PLANNED[0], AMENDED)
@given(PETITIONS, CONFERENCES, CALENDARS)
def test_what_is_plainly_overdue_is_what_the_timelines_say(
    petition: list[Act], conference: list[Act], calendar: WorkingDays
) -> None:
    plainly = overdue_plainly(in_effect(petition), conference_spans(conference), calendar)
    assert plainly in (None, overdue(petition, conference, calendar))


@given(plain(), st.sampled_from(PLANNED))
def test_most_petitions_are_reckoned_the_short_way(petition: list[Act], conference: list[Act]) -> None:
    assert overdue_plainly(in_effect(petition), conference_spans(conference), CALENDAR) is not None


@ANY
@example(CLEARED, PLANNED[0], AMENDED)
@given(PETITIONS, CONFERENCES, CALENDARS)
def test_the_course_says_at_every_turn_how_it_stands_and_tells_the_oldest_due_day(
    petition: list[Act], conference: list[Act], calendar: WorkingDays
) -> None:
    found = course(petition, conference_spans(conference), calendar)
    periods, stood = overdue(petition, conference, calendar), petition_spans(petition)
    turns = {span.from_at for span in stood} | {at for since, until, _ in periods for at in (since, until)}
    for turn in turns:
        span = span_at(stood, turn)
        if span is None:
            continue
        (said,) = [each for each in found if each.from_at <= turn < each.to_at]
        due = [due_on for since, until, due_on in periods if since <= turn < until]
        assert said[2:] == (
            span.conference_id, CALLED[span.state], span.group, min(due, default=None),
        )  # fmt: skip
    assert {span.from_at for span in found} <= turns
