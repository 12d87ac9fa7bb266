"""Does what is told of a deadline add up to what is listed (R6, R11)? After each arrival, in any order."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.deadlines.domain.changes import Change, ChangeKind, changes
from services.deadlines.domain.petition_deadlines import petition_timelines
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import conference_spans
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import DeadlineSpan, Timeline, up_to
from shared.dialogue.handed_over import handed_over
from shared.dialogue.petition import in_effect, petition_spans
from shared.units import Registry, Share, UnitChange, shipped
from tests.builders.acts import (
    CALENDAR,
    answered,
    at,
    cancelled,
    coordination,
    held,
    posted,
    received,
    reclassified,
    registered,
    reported,
    rescheduled,
    scheduled,
    transferred,
    withdrawn,
    written_request,
)  # fmt: skip

UNIT, HEIR, OTHER = "so-xay-dung", "so-cong-thuong", "so-tai-chinh"
DOCUMENT = {"number": "1", "date": "2024-05-02"}
ENDS = UnitChange(UNIT, date(2024, 6, 9), (HEIR,), DOCUMENT)
SPLIT = UnitChange(UNIT, date(2024, 6, 9), (HEIR, OTHER), DOCUMENT)
DECISIONS = [
    (Share(HEIR),),
    (Share(OTHER, groups=frozenset({"land"})), Share(HEIR)),
    (Share(OTHER, petitions=frozenset({"kn-1"})),),
    (Share(OTHER, conferences=frozenset({"hn-1"})),),
]
MOMENTS = [
    "2024-05-28 08:00", "2024-06-05 14:00", "2024-06-08 09:00", "2024-06-10 00:00", "2024-06-11 10:00",
    "2024-06-14 23:59", "2024-06-15 00:00", "2024-06-20 10:00", "2024-07-02 09:00",
]  # fmt: skip
OF_PETITION = [
    coordination, transferred, withdrawn, written_request, answered,
    lambda time: reclassified(time, "credit"),
]  # fmt: skip
OF_CONFERENCE = [
    cancelled, held, posted, registered, reported,
    lambda time: rescheduled(time, "2024-07-02 09:00"),
    lambda time: rescheduled(time, "2024-06-11 09:00"),
]  # fmt: skip
SCHEDULED = scheduled("2024-06-05 14:00", time="2024-05-02 08:00", reception_deadline="2024-06-03")
Arrival = Act | UnitChange


@st.composite
def stories(draw: st.DrawFn) -> list[Arrival]:
    """What arrives after the scheduling: acts in any order, and what is decided of the unit's end."""
    arrivals: list[Arrival] = [received(draw(st.sampled_from(MOMENTS)))]
    for number in range(draw(st.integers(0, 6))):
        made = draw(st.sampled_from(OF_PETITION + OF_CONFERENCE))(draw(st.sampled_from(MOMENTS)))
        arrivals.append(replace(made, event_id=f"e-{number}"))
    arrivals = draw(st.permutations(arrivals))
    decisions = draw(st.lists(st.sampled_from(DECISIONS), max_size=2, unique=True))
    shares = [UnitChange(UNIT, None, None, DOCUMENT, shares=each) for each in decisions]
    told = draw(st.sampled_from([[], [ENDS], [SPLIT, *shares]]))
    places = sorted(draw(st.integers(0, len(arrivals))) for _ in told)
    for later, (place, change) in enumerate(zip(places, told, strict=True)):
        arrivals.insert(place + later, change)
    return arrivals


def listed(acts: Sequence[Act], registry: Registry) -> dict[str, Timeline]:
    """What /api/deadlines lists."""
    petition = effective([one for one in acts if "petition_id" in one.data])
    conference = [one for one in acts if "petition_id" not in one.data]
    first = min((one.time for one in petition if one.name == "PetitionReceived"), default=None)
    course = petition_spans(in_effect(petition))
    owed = conference_timelines(conference, first, CALENDAR)
    answers = petition_timelines(petition, conference_spans(conference), CALENDAR)
    return {id_: handed_over(line, registry, course) for id_, line in (owed | answers).items()}


class Follower:
    """Who knows the facts alone: of each deadline whose it is, due when, how it stands."""

    def __init__(self) -> None:
        self.knows: dict[str, tuple[str, date, str]] = {}

    def hear(self, change: Change) -> None:
        span, stood = change.span, self.knows.get(change.span.deadline_id)
        states = {ChangeKind.SET: "open", ChangeKind.MET: "met", ChangeKind.VOIDED: "void"}
        moved = "met" if stood and stood[2] == "met" else "open"
        self.knows[span.deadline_id] = span.unit_id, span.due_on, states.get(change.kind, moved)


def stands(span: DeadlineSpan) -> tuple[str, date, str]:
    return span.unit_id, span.due_on, "met" if span.met_at else "open"


@given(stories())
@settings(max_examples=200)
def test_who_follows_the_facts_alone_knows_whose_it_is_when_it_is_due_and_how_it_stands(
    story: list[Arrival],
) -> None:
    """R6, R11, R15: whatever arrives, and whenever it is decided who the heir is."""
    now, registry, acts = at("2024-05-20"), shipped(), [SCHEDULED]
    follower, before = Follower(), dict[str, Timeline]()
    for arrival in story:
        # Three days apart: before, on and after the days that the acts tell of.
        now += timedelta(days=3, hours=7)
        if isinstance(arrival, UnitChange):
            registry = registry.changed(arrival)
        else:
            acts.append(arrival)
        after = {id_: up_to(line, now) for id_, line in listed(acts, registry).items()}
        for deadline_id in {*before, *after}:
            was = before.get(deadline_id, [])
            for change in changes(was, after.get(deadline_id, [])):
                follower.hear(change)
        for deadline_id, line in after.items():
            if line and line[-1].void_reason is None:
                assert follower.knows[deadline_id] == stands(line[-1])
        before = after


def facts_told(was: Registry, now: Registry, *acts: Act) -> list[tuple[str, str]]:
    """What is told when only the registry changes: what, and whose it is."""
    before, after = (listed([SCHEDULED, *acts], registry)["petition_answer:kn-1"] for registry in (was, now))
    return [(change.kind.value, change.span.unit_id) for change in changes(before, after)]


def test_a_deadline_that_began_after_its_units_end_is_told_under_the_heir_once_that_is_decided() -> None:
    """R6: a merger applied days late, a split decided late, a share decided anew, what was done included."""
    ended, split = shipped().changed(ENDS), shipped().changed(SPLIT)
    decided = [UnitChange(UNIT, None, None, DOCUMENT, shares=each) for each in DECISIONS]
    first, anew = split.changed(decided[0]), split.changed(decided[1])
    late = received("2024-06-11 09:00")
    for was, now, heir in ((shipped(), ended, HEIR), (split, first, HEIR), (first, anew, OTHER)):
        assert facts_told(was, now, late) == [("DeadlineSet", heir)]
        assert facts_told(was, now, late, answered("2024-06-13 09:00")) == [("DeadlineMet", heir)]
        assert facts_told(now, now, late) == []
