"""What is told when a timeline is replaced (R11, R12, R15)? Each change once; no false overdue stays."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from services.deadlines.domain.changes import Cause, ChangeKind, Retraction, changes, retractions
from shared.dialogue.acts import Act
from shared.dialogue.answer_due import petition_answer_timeline
from shared.dialogue.conference import conference_spans
from shared.dialogue.deadline import Overdue, Timeline, overdue_moments, up_to
from shared.dialogue.petition import in_effect
from shared.working_days import CalendarChange
from tests.builders.acts import (
    CALENDAR,
    answered,
    at,
    coordination,
    corrected,
    day,
    received,
    rescheduled,
    scheduled,
    transferred,
    withdrawn,
)  # fmt: skip

PLANNED = scheduled("2024-06-05 14:00")
RECEIVED = received("2024-06-01 08:00")
SEVENTH, FOURTEENTH = day("2024-06-14"), day("2024-06-25")
DOCUMENT = {"number": "10/TB", "date": "2024-06-07"}
LATER = rescheduled("2024-06-20 10:00", "2024-07-02 09:00")


def timeline(*acts: Act, conference: tuple[Act, ...] = (PLANNED,)) -> Timeline:
    return petition_answer_timeline(in_effect([RECEIVED, *acts]), conference_spans(conference), CALENDAR)


Told = tuple[str, datetime, date]


def told(before: Timeline, after: Timeline, cause: Cause | None = None) -> list[Told]:
    return [(change.kind.value, change.at, change.span.due_on) for change in changes(before, after, cause)]


SET: Told = ("DeadlineSet", at("2024-06-01 08:00"), SEVENTH)


def test_a_new_deadline_is_set_at_the_time_of_the_act_that_caused_it() -> None:
    assert told([], timeline()) == [SET]


def test_what_happened_in_one_batch_is_told_step_by_step() -> None:
    """R12: set, moved, met."""
    after = timeline(coordination("2024-06-10"), answered("2024-06-20"))
    assert told([], after) == [
        SET, ("DeadlineMoved", at("2024-06-10"), FOURTEENTH), ("DeadlineMet", at("2024-06-20"), FOURTEENTH),
    ]  # fmt: skip
    moved, met = changes([], after)[1:]
    assert (moved.moved_from, moved.reason, met.late) == (SEVENTH, "extended", False)


def test_equal_timelines_have_nothing_to_tell() -> None:
    for acts in ([], [coordination("2024-06-10")], [answered("2024-06-20")], [withdrawn("2024-06-10")]):
        assert changes(timeline(*acts), timeline(*acts)) == []


def test_only_what_is_new_is_told() -> None:
    before = timeline(coordination("2024-06-10"))
    after = timeline(coordination("2024-06-10"), answered("2024-06-26"))
    assert told(before, after) == [("DeadlineMet", at("2024-06-26"), FOURTEENTH)]
    assert changes(before, after)[0].late


def test_a_withdrawal_is_told_as_void_with_its_reason() -> None:
    (change,) = changes(timeline(), timeline(withdrawn("2024-06-10")))
    assert (change.kind, change.at, change.reason) == (ChangeKind.VOIDED, at("2024-06-10"), "withdrawn")


def test_a_rescheduling_is_told_as_moved_with_the_day_it_was() -> None:
    """R15."""
    (change,) = changes(timeline(), timeline(conference=(PLANNED, LATER)))
    assert change.kind is ChangeKind.MOVED
    assert (change.moved_from, change.span.due_on) == (SEVENTH, day("2024-07-11"))
    assert (change.at, change.reason) == (at("2024-06-20 10:00"), "rescheduled")


def test_an_act_published_late_is_told_by_where_the_timeline_ends_now() -> None:
    """R12: the answer was late for the 7th day; help asked for in time makes it timely."""
    answer = answered("2024-06-20")
    before, after = timeline(answer), timeline(answer, coordination("2024-06-10"))
    assert told(before, after) == [
        ("DeadlineMoved", at("2024-06-10"), FOURTEENTH), ("DeadlineMet", at("2024-06-20"), FOURTEENTH),
    ]  # fmt: skip
    assert changes(before, after)[1].late is False


def test_an_earlier_answer_published_late_is_told_as_met_then() -> None:
    before = timeline(answered("2024-06-20"))
    assert told(before, timeline(answered("2024-06-20"), answered("2024-06-10"))) == [
        ("DeadlineMet", at("2024-06-10"), SEVENTH)
    ]


def test_a_correction_that_takes_an_extension_away_moves_the_day_back() -> None:
    """R12."""
    help_asked = coordination("2024-06-10")
    after = timeline(help_asked, corrected(help_asked, time="2024-06-17 09:00"))
    (change,) = changes(timeline(help_asked), after)
    assert (change.kind, change.moved_from, change.span.due_on) == (ChangeKind.MOVED, FOURTEENTH, SEVENTH)
    assert change.reason == "no_longer_extended"


def test_a_correction_that_takes_the_withdrawal_away_sets_the_deadline_again() -> None:
    withdrawal = withdrawn("2024-06-10")
    reopened = up_to(timeline(withdrawal, corrected(withdrawal, time="2024-07-10")), at("2024-06-30"))
    assert [change.kind for change in changes(timeline(withdrawal), reopened)] == [ChangeKind.SET]


def test_a_deadline_that_never_was_owed_is_voided_once() -> None:
    (change,) = changes(timeline(), [])
    assert (change.kind, change.reason) == (ChangeKind.VOIDED, "never_owed")
    assert changes([], []) == []
    assert changes(timeline(withdrawn("2024-06-10")), []) == []


def test_what_is_void_from_its_beginning_is_not_told() -> None:
    late = scheduled("2024-07-05 14:00", time="2024-06-20 08:00")
    void = timeline(withdrawn("2024-06-10"), conference=(late,))
    assert [span.void_reason for span in void] == ["withdrawn"]
    assert changes([], void) == []


def test_a_new_calendar_moves_the_day_at_its_announcement() -> None:
    """The exchange of 2024-04-29 was announced on 2024-04-12, after deadlines had been set."""
    change_of_2024 = CalendarChange(2, day("2024-06-07"), 2024, ((day("2024-06-12"), "nghỉ"),), (), DOCUMENT)
    amended = CALENDAR.amended(change_of_2024)
    after = petition_answer_timeline(in_effect([RECEIVED]), conference_spans([PLANNED]), amended)
    (change,) = changes(timeline(), after, Cause(at("2024-06-07"), "calendar"))
    assert change.kind is ChangeKind.MOVED
    assert (change.moved_from, change.span.due_on) == (SEVENTH, day("2024-06-17"))
    assert (change.at, change.reason, change.span.calendar_version) == (at("2024-06-07"), "calendar", 2)


def test_what_is_no_longer_provisional_or_is_anothers_now_is_set_anew_and_not_moved() -> None:
    """R6."""
    (was,) = timeline()
    (confirmed,) = changes([replace(was, provisional=True)], [was], Cause(at("2024-06-07"), "calendar"))
    assert (confirmed.kind, confirmed.at, confirmed.span.provisional) == (
        ChangeKind.SET, at("2024-06-07"), False,
    )  # fmt: skip
    handover = at("2024-06-10 00:00")
    heirs = replace(was, from_at=handover, caused_at=handover, unit_id="so-tu-phap")
    (inherited,) = changes([was], [replace(was, to_at=handover), heirs])
    assert (inherited.kind, inherited.at, inherited.span.unit_id) == (ChangeKind.SET, handover, "so-tu-phap")


def test_an_overdue_event_is_owed_at_24_00_of_each_due_day_that_passed_unmet() -> None:
    """R11, R15."""
    midnight = at("2024-06-15 00:00")
    assert overdue_moments(timeline()) == [Overdue(SEVENTH, midnight)]
    assert overdue_moments(timeline(conference=(PLANNED, LATER))) == [
        Overdue(SEVENTH, midnight), Overdue(day("2024-07-11"), at("2024-07-12 00:00")),
    ]  # fmt: skip
    assert overdue_moments(timeline(answered(midnight - timedelta(seconds=1)))) == []
    for late in (midnight, midnight + timedelta(seconds=1)):
        assert timeline(answered(late))[-1].late
        assert overdue_moments(timeline(answered(late))) == [Overdue(SEVENTH, midnight)]
        assert overdue_moments(timeline(withdrawn(late.isoformat(" ")[:19]))) == [Overdue(SEVENTH, midnight)]
        assert retractions([SEVENTH], timeline(answered(late))) == []


def test_a_move_to_a_day_already_past_makes_it_overdue_from_the_act_on() -> None:
    """R15."""
    earlier = rescheduled("2024-06-28 09:00", "2024-05-06 09:00")
    conference = (scheduled("2024-07-05 14:00"), earlier)
    due_on = CALENDAR.add(day("2024-06-01"), 7)
    assert overdue_moments(timeline(conference=conference)) == [Overdue(due_on, at("2024-06-28 09:00"))]


def test_a_day_that_is_due_twice_is_overdue_once() -> None:
    there_and_back = (PLANNED, LATER, rescheduled("2024-06-21", "2024-06-05 14:00"))
    assert [moment.due_on for moment in overdue_moments(timeline(conference=there_and_back))] == [SEVENTH]


def test_no_overdue_event_is_taken_back_that_was_true() -> None:
    """R12: after the due day nothing heals the breach; it is met late, moved or void since."""
    for acts in (
        [],
        [answered("2024-06-15 00:00")],
        [answered("2024-06-20")],
        [transferred("2024-06-17")],
        [withdrawn("2024-06-17")],
    ):
        assert retractions([SEVENTH], timeline(*acts)) == []
    assert retractions([SEVENTH], timeline(conference=(PLANNED, LATER))) == []


@pytest.mark.parametrize(
    ("acts", "retraction"),
    [
        ([answered("2024-06-14 23:59")], Retraction(SEVENTH, at("2024-06-14 23:59"), "met_in_time")),
        ([withdrawn("2024-06-12")], Retraction(SEVENTH, at("2024-06-12"), "voided_in_time")),
        ([coordination("2024-06-14")], Retraction(SEVENTH, at("2024-06-14"), "moved_in_time")),
    ],
)
def test_what_was_in_time_and_published_late_takes_the_overdue_event_back(
    acts: list[Act], retraction: Retraction
) -> None:
    """R11, R12: it never was overdue."""
    assert retractions([SEVENTH, SEVENTH], timeline(*acts)) == [retraction]


def test_an_answer_later_than_the_due_day_of_a_conference_moved_in_time_takes_it_back() -> None:
    """R15."""
    in_time = rescheduled("2024-06-10 10:00", "2024-07-02 09:00")
    (retraction,) = retractions([SEVENTH], timeline(answered("2024-06-20"), conference=(PLANNED, in_time)))
    assert retraction == Retraction(SEVENTH, at("2024-06-10 10:00"), "moved_in_time")


def test_an_overdue_of_what_never_was_owed_is_taken_back() -> None:
    (retraction,) = retractions([SEVENTH], [])
    assert retraction.reason == "never_owed"
