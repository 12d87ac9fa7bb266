"""Can arrival or repetition change a state, a due day, a figure (R11–R16, R23, R24)? Never, for any acts."""

from datetime import timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.deadlines.domain.changes import ChangeKind, changes, retractions
from services.reporting.domain.course import course
from shared.clock import FOREVER, end_of
from shared.dialogue.acts import Act, effective
from shared.dialogue.answer_due import petition_answer_timeline, written_answer_timeline
from shared.dialogue.conference import conference_spans
from shared.dialogue.deadline import Timeline, overdue_moments
from shared.dialogue.figures import one_petition, total
from shared.dialogue.petition import PetitionState, in_effect, petition_spans
from tests.builders.acts import (
    CALENDAR,
    act,
    answered,
    at,
    cancelled,
    coordination,
    corrected,
    directed,
    escalated,
    held,
    received,
    reclassified,
    refused,
    rescheduled,
    scheduled,
    transferred,
    unsaid,
    withdrawn,
    written_request,
)  # fmt: skip

# Few moments, so that ties and boundaries (the due day's midnight) are frequent.
MOMENTS = [
    "2024-05-31 08:00", "2024-06-05 14:00", "2024-06-06 09:00", "2024-06-14 23:59", "2024-06-15 00:00",
    "2024-06-20 10:00", "2024-07-02 09:00", "2024-07-12 00:00",
]  # fmt: skip
MAKERS = [
    coordination, transferred, escalated, directed, withdrawn, refused, written_request, answered,
    lambda time: answered(time, fully=False, mode="at_conference"),
    lambda time: reclassified(time, "credit"),
]  # fmt: skip
MOVES = [
    cancelled, held, lambda time: rescheduled(time, "2024-07-02 09:00"),
    lambda time: rescheduled(time, "2024-06-03 09:00"),
]  # fmt: skip


@st.composite
def petitions(draw: st.DrawFn) -> list[Act]:
    """A reception and up to seven acts at these moments; some corrected to another, some taken back."""
    acts = [received(draw(st.sampled_from(MOMENTS[:3])))]
    for number in range(draw(st.integers(0, 7))):
        made = draw(st.sampled_from(MAKERS))(draw(st.sampled_from(MOMENTS)))
        acts.append(act(made.name, made.time, event_id=f"p-{number}", **made.data))
    wrong = draw(st.lists(st.sampled_from(acts), max_size=2))
    acts += [corrected(original, time=draw(st.sampled_from(MOMENTS))) for original in wrong]
    return acts + draw(withdrawals(acts))


@st.composite
def withdrawals(draw: st.DrawFn, acts: list[Act]) -> list[Act]:
    """Up to three, of acts but the first, of corrections, of withdrawals; some of one moment."""
    made: list[Act] = []
    for number in range(draw(st.integers(0, 3 if acts[1:] else 0))):
        said = draw(st.sampled_from([*acts[1:], *made]))
        own_time = draw(st.sampled_from(["2024-11-30", "2024-12-01", "2024-12-02"]))
        made.append(unsaid(said, own_time=own_time, event_id=f"w-{number}"))
    return made


@st.composite
def conferences(draw: st.DrawFn) -> list[Act]:
    acts = [scheduled("2024-06-05 14:00")]
    for number in range(draw(st.integers(0, 4))):
        made = draw(st.sampled_from(MOVES))(draw(st.sampled_from(MOMENTS)))
        acts.append(act(made.name, made.time, event_id=f"c-{number}", **made.data))
    return acts + draw(withdrawals(acts))


def timelines(petition: list[Act], conference: list[Act]) -> tuple[Timeline, Timeline]:
    acts, course = in_effect(petition), conference_spans(conference)
    return petition_answer_timeline(acts, course, CALENDAR), written_answer_timeline(acts, course, CALENDAR)


@given(petitions(), conferences(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_the_same_acts_gives_the_same(
    petition: list[Act], conference: list[Act], random: Random
) -> None:
    """R23: spans, due days and figures."""
    other = petition + random.choices(petition, k=3)
    moved = conference + random.choices(conference, k=2)
    random.shuffle(other)
    random.shuffle(moved)
    assert petition_spans(other) == petition_spans(petition)
    assert timelines(other, moved) == timelines(petition, conference)
    starts, again = conference_spans(conference), conference_spans(moved)
    assert again == starts
    assert course(other, again, CALENDAR) == course(petition, starts, CALENDAR)


@given(petitions())
def test_no_path_leaves_withdrawn_or_refused(petition: list[Act]) -> None:
    """R23."""
    final = (PetitionState.WITHDRAWN, PetitionState.REFUSED)
    spans = petition_spans(petition)
    assert not [span for span in spans[:-1] if span.state in final]


@given(petitions(), conferences())
def test_spans_cover_the_time_from_the_reception_on_and_neighbours_differ(
    petition: list[Act], conference: list[Act]
) -> None:
    states, counted = petition_spans(petition), course(petition, conference_spans(conference), CALENDAR)
    for line in (states, counted, *timelines(petition, conference)):
        assert [one.to_at for one in line] == [*(one.from_at for one in line[1:]), FOREVER][: len(line)]
        assert all(one.from_at < one.to_at for one in line)
    said = [replace(one, from_at=FOREVER, to_at=FOREVER) for one in states]
    assert all(one != two for one, two in pairwise(said))
    assert all(one[2:] != two[2:] for one, two in pairwise(counted))


@given(st.lists(petitions(), max_size=4), conferences(), st.sampled_from(MOMENTS))
def test_every_row_adds_up_at_every_moment(many: list[list[Act]], conference: list[Act], moment: str) -> None:
    """R24: received is the sum of its columns; no petition is lost or counted twice."""
    starts = conference_spans(conference)
    spans = [span for acts in many for span in course(acts, starts, CALENDAR)]
    counted = [span for span in spans if span.from_at <= at(moment) < span.to_at]
    row = total(one_petition(PetitionState(s.state), s.overdue_due_on is not None) for s in counted)
    assert row.received == row.resolved + row.transferred + row.awaiting_direction + row.pending
    assert row.received + row.refused + row.withdrawn == len(counted)
    assert row.overdue <= row.received


@given(petitions(), conferences(), st.sampled_from(MOMENTS))
def test_as_of_a_moment_only_the_acts_until_then_count(
    petition: list[Act], conference: list[Act], moment: str
) -> None:
    """R15, R23: what happened later does not reach back."""
    until = at(moment)
    whole_petition, whole_conference = in_effect(petition), conference_spans(conference)
    known = [one for one in whole_petition if one.time <= until]
    course = conference_spans([one for one in effective(conference) if one.time <= until])
    now = petition_answer_timeline(in_effect(known), course, CALENDAR)
    whole = petition_answer_timeline(whole_petition, whole_conference, CALENDAR)
    assert [replace(span, to_at=FOREVER) for span in whole if span.from_at <= until < span.to_at] == [
        replace(span, to_at=FOREVER) for span in now if span.from_at <= until < span.to_at
    ]


@given(petitions(), petitions(), conferences())
@settings(max_examples=200)
def test_what_is_told_ends_where_the_timeline_ends(
    before: list[Act], after: list[Act], conference: list[Act]
) -> None:
    """Whoever follows the facts alone knows the due day, and whether it is met or void."""
    old, new = timelines(before, conference)[0], timelines(after, conference)[0]
    state: tuple[object, ...] = (None, None, None)
    for change in [*changes([], old), *changes(old, new)]:
        if change.kind is ChangeKind.MOVED:
            assert change.moved_from == state[0]
        met_at = {ChangeKind.SET: None, ChangeKind.MET: change.span.met_at}.get(change.kind, state[1])
        state = change.span.due_on, met_at, change.kind is ChangeKind.VOIDED
    last = new[-1]
    if last.void_reason is not None:
        assert state[2] in (None, True)
    else:
        assert state == (last.due_on, last.met_at, False)
    assert changes(new, new) == []


@given(petitions(), petitions(), conferences())
def test_fired_and_not_taken_back_is_exactly_what_was_overdue(
    before: list[Act], after: list[Act], conference: list[Act]
) -> None:
    """R11: never accuses falsely, and forgets nothing."""
    old, new = timelines(before, conference)[0], timelines(after, conference)[0]
    fired = {moment.due_on for moment in overdue_moments(old)}
    back = {retraction.due_on for retraction in retractions(fired, new)}
    assert fired - back == fired & {moment.due_on for moment in overdue_moments(new)}
    for moment in overdue_moments(new):
        just_before = moment.at - timedelta(microseconds=1)
        span = next(span for span in new if span.from_at <= moment.at < span.to_at)
        before_it = next((one for one in new if one.from_at <= just_before < one.to_at), span)
        assert span.overdue_at(moment.at) or (before_it.open and moment.at == end_of(before_it.due_on))
        assert not (span.from_at <= just_before and span.overdue_at(just_before))
