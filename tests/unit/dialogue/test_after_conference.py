"""Is the result report in (R17), and the conclusion notice on the portal (R18)?"""

from itertools import permutations

import pytest
from msgspec.structs import replace

from services.deadlines.domain.changes import ChangeKind, changes
from shared.dialogue.acts import Act
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import Standing, Timeline, overdue_moments, up_to
from shared.working_days import CalendarChange, CalendarHistory, shipped
from tests.builders.acts import (
    CALENDAR,
    at,
    cancelled,
    concluded,
    held,
    last_moment,
    reported,
    rescheduled,
    scheduled,
)  # fmt: skip
from tests.builders.calendars import EXCHANGED_2024, announced
from tests.builders.standings import course, standing

EXAMPLES = [
    ("E01", "2024-02-06", "2024-02-22"),
    ("E02", "2024-02-20", "2024-02-29"),
    ("E03", "2024-04-17", "2024-05-02"),
    ("E04", "2024-04-25", "2024-05-08"),
    ("E05", "2024-05-04", "2024-05-14"),
    ("E06", "2024-06-08", "2024-06-18"),
    ("E07", "2024-08-29", "2024-09-11"),
    ("E08", "2025-01-22", "2025-02-07"),
    ("E09", "2025-04-19", "2025-04-28"),
    ("E10", "2026-02-11", "2026-02-27"),
    ("E11", "2026-01-06", "2026-01-14"),
    ("E12", "2026-08-28", "2026-09-11"),
    ("E13", "2024-06-10", "2024-06-19"),
    ("E14", "2024-06-27", "2024-07-08"),
]

# A conference on Wednesday 5 June 2024: due on Friday the 14th, owed from the 6th on.
PLANNED = scheduled("2024-06-05 14:00", time="2024-05-02 08:00")
OPENS, DUE = at("2024-06-06 00:00"), "2024-06-14"


def report(*acts: Act, conference: Act = PLANNED) -> Timeline:
    return conference_timelines([conference, *acts], None, CALENDAR).get("result_report:hn-1", [])


def conclusion(*acts: Act) -> Timeline:
    return conference_timelines([PLANNED, *acts], None, CALENDAR).get("conclusion_notice:hn-1", [])


@pytest.mark.parametrize(("example", "conference", "due"), EXAMPLES)
def test_the_worked_examples_of_the_result_report(example: str, conference: str, due: str) -> None:
    """R17."""
    (span,) = report(conference=scheduled(f"{conference} 09:00", time="2023-12-01 08:00"))
    assert span.due_on.isoformat() == due, example


def test_the_report_is_owed_once_the_start_day_is_past_held_or_not() -> None:
    """R17."""
    for acts in ((), (held("2024-06-05 17:00"),)):
        timeline = report(*acts)
        assert standing(timeline, "2024-06-05 23:59:59") is None
        assert standing(timeline, "2024-06-06 00:00") is Standing.OPEN
        assert standing(timeline, "2024-06-15 00:00") is Standing.OVERDUE
    assert [moment.at for moment in overdue_moments(report())] == [at("2024-06-15 00:00")]


def test_the_earliest_filing_meets_it_until_24_00_of_the_due_day() -> None:
    """R17."""
    for arrival in permutations([reported(last_moment(DUE)), reported("2024-06-20")]):
        assert report(*arrival)[-1].met_at == last_moment(DUE)
    assert not report(reported(last_moment(DUE)))[-1].late
    assert report(reported("2024-06-15 00:00"))[-1].late


def test_a_report_filed_on_the_conference_day_meets_it_from_the_beginning() -> None:
    """R17."""
    assert course(report(reported("2024-06-05 17:30"))) == [(OPENS, "met", DUE)]


def test_a_cancellation_before_the_day_is_past_leaves_nothing_owed() -> None:
    """R17."""
    assert report(cancelled("2024-06-05 23:59")) == []


def test_a_cancellation_afterwards_voids_it_unless_it_was_filed() -> None:
    """R17."""
    assert course(report(cancelled("2024-06-10"))) == [
        (OPENS, "open", DUE),
        (at("2024-06-10"), "cancelled", DUE),
    ]
    assert course(report(reported("2024-06-09"), cancelled("2024-06-10")))[-1][1] == "met"
    assert course(report(cancelled("2024-06-10"), reported("2024-06-11")))[-1][1] == "cancelled"


def test_a_rescheduling_puts_it_off_until_the_new_day_is_past() -> None:
    """R17."""
    moved = rescheduled("2024-06-10", "2024-07-02 09:00")
    assert course(report(moved)) == [
        (OPENS, "open", DUE),
        (at("2024-06-10"), "rescheduled", DUE),
        (at("2024-07-03 00:00"), "open", "2024-07-11"),
    ]
    assert course(report(rescheduled("2024-06-01", "2024-07-02 09:00"))) == [
        (at("2024-07-03 00:00"), "open", "2024-07-11")
    ]


def test_a_rescheduling_to_a_day_already_past_makes_it_owed_at_once() -> None:
    """R17."""
    moved = rescheduled("2024-06-20", "2024-06-04 09:00")
    assert course(report(moved)) == [(OPENS, "open", DUE), (at("2024-06-20"), "open", "2024-06-13")]


def test_a_revived_conference_owes_its_report_again() -> None:
    """R17."""
    acts = [cancelled("2024-06-10"), rescheduled("2024-06-12", "2024-07-02 09:00"), reported("2024-07-05")]
    for arrival in permutations(acts):
        assert [what for _, what, _ in course(report(*arrival))] == ["open", "cancelled", "open", "met"]


def test_a_report_put_off_is_told_as_void_and_then_set_again() -> None:
    """R17: what is to come is told when midnight opens it."""
    whole = report(rescheduled("2024-06-10", "2024-07-02 09:00"))
    told = [change.kind for change in changes([], up_to(whole, at("2024-06-30")))]
    later = changes(up_to(whole, at("2024-06-30")), up_to(whole, at("2024-07-03 00:00")))
    assert told == [ChangeKind.SET, ChangeKind.VOIDED]
    assert [(change.kind, change.at) for change in later] == [(ChangeKind.SET, at("2024-06-10"))]


def test_the_set_is_told_at_the_time_of_the_scheduling() -> None:
    """The act that caused it, not the midnight that opened it."""
    assert [change.at for change in changes([], report())] == [at("2024-05-02 08:00")]


def test_the_conclusion_notice_is_watched_at_7_working_days_and_soft() -> None:
    """R18: shown, never called a breach."""
    timeline = conclusion()
    assert course(timeline) == [(OPENS, "open", DUE)]
    assert (timeline[0].soft, timeline[0].rule) == (True, "R18")
    assert standing(timeline, "2024-06-15 00:00") is Standing.OVERDUE
    assert overdue_moments(timeline) == []
    assert conclusion(concluded("2024-06-07"))[-1].met_at == at("2024-06-07")
    assert course(conclusion(cancelled("2024-06-10")))[-1][1] == "cancelled"


def test_the_report_does_not_meet_the_conclusion_nor_the_other_way_round() -> None:
    """R17, R18."""
    assert conclusion(reported("2024-06-07"))[-1].met_at is None
    assert report(concluded("2024-06-07"))[-1].met_at is None


def test_a_report_is_met_by_the_report_and_not_by_a_conclusion_told_before_a_calendar() -> None:
    """R17: due on 10/5/2024 by version 2, on 9/5 by version 3; of one moment, the report told after it."""
    history = CalendarHistory(shipped())
    for version, on, known in ((2, "2023-11-22", "2024-01-01"), (3, "2024-04-12", "2024-05-10")):
        exchanged = EXCHANGED_2024 if version == 2 else ()
        history = history.applied(CalendarChange.of(announced(2024, version, on, exchanged)), at(known))
    moment = "2024-05-10 17:00"
    early = replace(concluded(moment), recorded_at=at("2024-05-09"))
    late = replace(reported(moment), recorded_at=at("2024-05-10"))
    conference = scheduled("2024-04-29 14:00", time="2024-01-02 08:00")
    found = conference_timelines([conference, early, late], None, history.current)
    assert [
        (last.due_on.isoformat(), last.late)
        for kind in ("result_report", "conclusion_notice")
        for last in found[f"{kind}:hn-1"][-1:]
    ] == [("2024-05-09", True), ("2024-05-10", False)]
