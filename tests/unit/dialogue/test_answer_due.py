"""When is an answer due (R11, R12, R15)? The worked examples, and every turn a petition may take."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import permutations

import pytest

from shared.dialogue.acts import Act
from shared.dialogue.answer_due import answer_due
from shared.dialogue.deadline import Standing
from tests.builders.acts import (
    CALENDAR,
    answered,
    at,
    cancelled,
    coordination,
    corrected,
    day,
    escalated,
    last_moment,
    received,
    refused,
    rescheduled,
    scheduled,
    transferred,
    withdrawn,
)  # fmt: skip
from tests.builders.answers import FOURTEENTH, PLANNED, SEVENTH, answer, due, standing

EXAMPLES = [
    ("E01", "2024-02-06", "2024-02-22", "2024-03-04"),
    ("E02", "2024-02-20", "2024-02-29", "2024-03-11"),
    ("E03", "2024-04-17", "2024-05-02", "2024-05-10"),
    ("E04", "2024-04-25", "2024-05-08", "2024-05-17"),
    ("E05", "2024-05-04", "2024-05-14", "2024-05-23"),
    ("E06", "2024-06-08", "2024-06-18", "2024-06-27"),
    ("E07", "2024-08-29", "2024-09-11", "2024-09-20"),
    ("E08", "2025-01-22", "2025-02-07", "2025-02-18"),
    ("E09", "2025-04-19", "2025-04-28", "2025-05-12"),
    ("E10", "2026-02-11", "2026-02-27", "2026-03-10"),
    ("E11", "2026-01-06", "2026-01-14", "2026-01-23"),
    ("E12", "2026-08-28", "2026-09-11", "2026-09-22"),
    ("E13", "2024-06-10", "2024-06-19", "2024-06-28"),
    ("E14", "2024-06-27", "2024-07-08", "2024-07-17"),
]


@pytest.mark.parametrize(("example", "conference", "seventh", "fourteenth"), EXAMPLES)
def test_the_worked_examples_of_7_and_14_working_days(
    example: str, conference: str, seventh: str, fourteenth: str
) -> None:
    """R11, R12."""
    starts_on = date.fromisoformat(conference)
    received_on = date(2023, 12, 29)
    alone = answer_due(starts_on, received_on, None, CALENDAR)
    helped = answer_due(starts_on, received_on, starts_on, CALENDAR)
    assert (alone.due_on, alone.rule, alone.counted_from) == (date.fromisoformat(seventh), "R11", starts_on)
    assert (helped.due_on, helped.rule) == (date.fromisoformat(fourteenth), "R12"), example


def test_the_answer_is_in_time_until_24_00_of_the_due_day() -> None:
    """R11."""
    at_last = answer(answered(last_moment(SEVENTH)))
    too_late = answer(answered(at("2024-06-15 00:00")))
    assert not at_last[-1].late
    assert too_late[-1].late
    assert standing(too_late, last_moment(SEVENTH)) is Standing.OPEN
    assert standing(too_late, at("2024-06-15 00:00")) is Standing.MET
    assert standing(answer(), at("2024-06-15 00:00")) is Standing.OVERDUE


def test_an_instant_is_judged_by_its_day_in_hai_phong() -> None:
    """R11: 16:59:59 in UTC is 23:59:59 here."""
    utc = answered(datetime.fromisoformat("2024-06-14T16:59:59+00:00"))
    assert not answer(utc)[-1].late
    assert answer(answered(datetime.fromisoformat("2024-06-14T17:00:00+00:00")))[-1].late


@pytest.mark.parametrize("passing", [coordination, transferred, escalated])
def test_asking_for_help_on_the_due_day_extends_and_a_day_later_does_not(
    passing: Callable[[str | datetime], Act],
) -> None:
    """R12: passing on after the due day does not heal the breach."""
    assert due(answer(passing(last_moment(SEVENTH)))) == FOURTEENTH
    assert due(answer(passing(at("2024-06-15 00:00")))) == SEVENTH


def test_a_second_request_for_help_neither_extends_again_nor_heals_the_first() -> None:
    """R12."""
    assert due(answer(coordination("2024-06-10"), transferred("2024-06-24"))) == FOURTEENTH
    assert due(answer(coordination("2024-06-17"), transferred("2024-06-18"))) == SEVENTH


def test_help_moves_the_due_day_from_its_own_moment_on() -> None:
    """R12: as of a moment before it, the 7th day stands."""
    timeline = answer(coordination("2024-06-10 09:00"))
    assert due(timeline, "2024-06-10 08:59:59") == SEVENTH
    assert due(timeline, "2024-06-10 09:00") == FOURTEENTH
    assert [(s.rule, s.working_days) for s in timeline] == [("R11", 7), ("R12", 14)]


def test_passing_a_petition_on_never_stops_the_clock() -> None:
    """R12, R13."""
    timeline = answer(transferred("2024-06-06"), escalated("2024-06-07"))
    assert standing(timeline, "2024-06-26 00:00") is Standing.OVERDUE


def test_help_asked_for_before_the_conference_extends() -> None:
    """R12."""
    assert due(answer(coordination("2024-06-03"))) == FOURTEENTH


@pytest.mark.parametrize("mode", ["at_conference", "written"])
def test_any_answer_meets_the_deadline_before_the_conference_or_at_it(mode: str) -> None:
    """R11, R16: fully resolved or not."""
    timeline = answer(answered("2024-06-04 10:00", mode=mode, fully=False))
    assert (timeline[-1].met_at, timeline[-1].late) == (at("2024-06-04 10:00"), False)


def test_the_earliest_answer_meets_whatever_arrived_first() -> None:
    """R11."""
    acts = [answered("2024-06-20"), answered("2024-06-14 10:00"), coordination("2024-06-18")]
    for arrival in permutations(acts):
        assert answer(*arrival)[-1].met_at == at("2024-06-14 10:00")


def test_an_answer_late_for_the_7th_day_is_late_though_passed_on_afterwards() -> None:
    """R12."""
    timeline = answer(answered("2024-06-20 10:00"), transferred("2024-06-17"))
    assert (timeline[-1].due_on, timeline[-1].late) == (day(SEVENTH), True)
    assert timeline[-1].working_days_late(at("2024-12-31"), CALENDAR) == 4


@pytest.mark.parametrize(("leaving", "reason"), [(withdrawn, "withdrawn"), (refused, "refused")])
def test_a_withdrawal_or_refusal_voids_even_what_is_overdue(
    leaving: Callable[[str], Act], reason: str
) -> None:
    """R11."""
    timeline = answer(leaving("2024-06-20 10:00"))
    assert standing(timeline, "2024-06-20 09:59") is Standing.OVERDUE
    assert standing(timeline, "2024-06-20 10:00") is Standing.VOID
    assert timeline[-1].void_reason == reason


def test_what_was_answered_before_the_withdrawal_stays_met() -> None:
    """R11."""
    assert answer(answered("2024-06-10"), withdrawn("2024-06-12"))[-1].met_at == at("2024-06-10")
    assert answer(withdrawn("2024-06-10"), answered("2024-06-12"))[-1].met_at is None


def test_an_answer_and_a_withdrawal_of_one_moment_meet_by_rank() -> None:
    """R23."""
    assert answer(withdrawn("2024-06-10"), answered("2024-06-10"))[-1].met_at == at("2024-06-10")


def test_a_petition_received_after_the_conference_counts_from_its_reception() -> None:
    """R15."""
    timeline = answer(reception=received("2024-06-10 16:00"))
    assert timeline[0].counted_from == day("2024-06-10")
    assert due(timeline) == "2024-06-19"
    assert (
        due(answer(coordination("2024-06-19 22:00"), reception=received("2024-06-10 16:00"))) == "2024-06-28"
    )


def test_a_petition_received_on_the_conference_day_counts_from_it() -> None:
    """R15."""
    assert due(answer(reception=received("2024-06-05 23:59"))) == SEVENTH


def test_a_rescheduling_moves_the_due_day_from_its_own_moment_on() -> None:
    """R15: even out of an overdue, and back in time as far as was known then."""
    later = rescheduled("2024-06-20 10:00", "2024-07-02 09:00")
    timeline = answer(conference=(PLANNED, later))
    assert standing(timeline, "2024-06-20 09:59") is Standing.OVERDUE
    assert standing(timeline, "2024-06-20 10:00") is Standing.OPEN
    assert due(timeline) == "2024-07-11"


def test_a_rescheduling_to_an_earlier_day_makes_the_answer_due_earlier() -> None:
    """R15."""
    earlier = rescheduled("2024-06-03 10:00", "2024-06-04 09:00")
    assert due(answer(conference=(PLANNED, earlier))) == "2024-06-13"


def test_due_days_follow_from_all_acts_and_the_current_start_day_together() -> None:
    """R15: help asked for too late for the old day extends the new one."""
    later = rescheduled("2024-06-20 10:00", "2024-07-02 09:00")
    timeline = answer(coordination("2024-06-18"), conference=(PLANNED, later))
    assert due(timeline, "2024-06-19") == SEVENTH
    assert due(timeline, "2024-06-20 10:00") == "2024-07-22"


def test_a_rescheduling_after_the_reception_can_put_the_start_day_before_or_after_it() -> None:
    """R15: the later of the two, as the start day stands."""
    reception = received("2024-06-10 16:00")
    later = rescheduled("2024-06-12", "2024-07-02 09:00")
    timeline = answer(conference=(PLANNED, later), reception=reception)
    assert (due(timeline, "2024-06-11"), due(timeline)) == ("2024-06-19", "2024-07-11")


def test_a_cancelled_conference_leaves_the_clock_running_from_its_last_start_day() -> None:
    """R15."""
    moved = rescheduled("2024-05-20", "2024-06-06 09:00")
    timeline = answer(conference=(PLANNED, moved, cancelled("2024-06-04")))
    assert due(timeline) == "2024-06-17"
    assert standing(timeline, "2024-06-18 00:00") is Standing.OVERDUE


def test_nothing_is_due_while_the_conference_is_unknown() -> None:
    assert answer(conference=()) == []
    late = scheduled("2024-06-05 14:00", time="2024-06-02 08:00")
    assert answer(conference=(late,))[0].from_at == at("2024-06-02 08:00")


def test_a_corrected_answer_meets_at_its_corrected_time() -> None:
    """R23."""
    late = answered("2024-06-20 10:00")
    assert not answer(late, corrected(late, time="2024-06-14 10:00"))[-1].late


def test_the_deadline_is_the_conferences_units_and_stays_so_when_passed_on() -> None:
    timeline = answer(transferred("2024-06-06"), answered("2024-06-07", by="so-tai-chinh"))
    last = timeline[-1]
    assert (last.deadline_id, last.unit_id) == ("petition_answer:kn-1", "so-xay-dung")
    assert (last.conference_id, last.petition_id, last.soft) == ("hn-1", "kn-1", False)
    assert last.met_at == at("2024-06-07")


def test_a_due_day_in_an_unconfirmed_year_is_provisional() -> None:
    conference = scheduled("2030-06-05 14:00", time="2030-05-02")
    timeline = answer(conference=(conference,), reception=received("2030-06-01"))
    assert (timeline[0].provisional, timeline[0].calendar_version) == (True, CALENDAR.version)
    assert not answer()[0].provisional
