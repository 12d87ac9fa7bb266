"""Can arrival or repetition change what a conference owes (R7, R8, R17, R18)? Never, for any acts."""

from datetime import datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.clock import FOREVER
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import at_moment
from tests.builders.acts import (
    CALENDAR,
    act,
    at,
    cancelled,
    concluded,
    held,
    posted,
    registered,
    reported,
    rescheduled,
    scheduled,
    unsaid,
)  # fmt: skip

MOMENTS = [
    "2024-05-02 08:00", "2024-05-27 23:59", "2024-05-28 00:00", "2024-06-05 00:00", "2024-06-05 17:00",
    "2024-06-06 00:00", "2024-06-14 12:00", "2024-06-15 00:00", "2024-07-03 00:00", "2024-07-20 09:00",
]  # fmt: skip
MAKERS = [
    cancelled, held, posted, registered, reported, concluded,
    lambda time: posted(time, "one_stop_desk"),
    lambda time: rescheduled(time, "2024-07-02 09:00"),
    lambda time: rescheduled(time, "2024-06-01 09:00", "2024-05-30"),
]  # fmt: skip


@st.composite
def conferences(draw: st.DrawFn) -> list[Act]:
    acts = [scheduled("2024-06-05 14:00", time="2024-05-02 08:00", reception_deadline="2024-06-03")]
    for number in range(draw(st.integers(0, 7))):
        made = draw(st.sampled_from(MAKERS))(draw(st.sampled_from(MOMENTS)))
        acts.append(act(made.name, made.time, event_id=f"c-{number}", **made.data))
    gone = draw(st.lists(st.sampled_from(acts[1:]), max_size=2)) if acts[1:] else []
    return acts + [unsaid(said, event_id=f"w-{number}") for number, said in enumerate(gone)]


firsts = st.none() | st.sampled_from([at(moment) for moment in MOMENTS])


@given(conferences(), firsts, st.randoms(use_true_random=False))
def test_any_order_and_repetition_gives_the_same_deadlines(
    acts: list[Act], first: datetime | None, random: Random
) -> None:
    """R7, R8, R17, R18."""
    other = acts + random.choices(acts, k=3)
    random.shuffle(other)
    assert conference_timelines(other, first, CALENDAR) == conference_timelines(acts, first, CALENDAR)


@given(conferences(), firsts)
def test_every_timeline_is_without_gaps_to_the_end_of_time(acts: list[Act], first: datetime | None) -> None:
    for deadline_id, timeline in conference_timelines(acts, first, CALENDAR).items():
        assert {span.deadline_id for span in timeline} == {deadline_id}
        assert [span.to_at for span in timeline] == [*(span.from_at for span in timeline[1:]), FOREVER]
        assert all(span.from_at < span.to_at for span in timeline)
        assert all(span.met_at is None or span.void_reason is None for span in timeline)


@given(conferences(), firsts, st.sampled_from(MOMENTS))
def test_as_of_a_moment_only_the_acts_until_then_count(
    acts: list[Act], first: datetime | None, moment: str
) -> None:
    """What happened later does not reach back: the same deadlines stand, equal but for their ends."""
    until = at(moment)
    whole = conference_timelines(acts, first, CALENDAR)
    known_first = first if first and first <= until else None
    known = conference_timelines([one for one in effective(acts) if one.time <= until], known_first, CALENDAR)
    spans = {id_: span for id_, line in whole.items() if (span := at_moment(line, until))}
    then = {id_: span for id_, line in known.items() if (span := at_moment(line, until))}
    assert {id_: replace(span, to_at=FOREVER) for id_, span in spans.items()} == {
        id_: replace(span, to_at=FOREVER) for id_, span in then.items()
    }
