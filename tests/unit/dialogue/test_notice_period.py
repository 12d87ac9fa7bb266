"""Was the notice posted in time on both channels (R7)? The worked examples, reschedulings, cancellations."""

from datetime import timedelta
from itertools import permutations

import pytest

from shared.dialogue.acts import Act
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import Overdue, Standing, Timeline, overdue_moments
from tests.builders.acts import (
    CALENDAR,
    at,
    cancelled,
    last_moment,
    posted,
    rescheduled,
    scheduled,
)  # fmt: skip
from tests.builders.standings import course, span_at, standing

EXAMPLES = [
    ("E01", "2024-02-06", "2024-01-26"),
    ("E02", "2024-02-20", "2024-02-02"),
    ("E03", "2024-04-17", "2024-04-08"),
    ("E04", "2024-04-25", "2024-04-15"),
    ("E05", "2024-05-04", "2024-04-22"),
    ("E06", "2024-06-08", "2024-05-30"),
    ("E07", "2024-08-29", "2024-08-20"),
    ("E08", "2025-01-22", "2025-01-13"),
    ("E09", "2025-04-19", "2025-04-10"),
    ("E10", "2026-02-11", "2026-02-02"),
    ("E11", "2026-01-06", "2025-12-24"),
    ("E12", "2026-08-28", "2026-08-20"),
    ("E13", "2024-06-10", "2024-05-30"),
    ("E14", "2024-06-27", "2024-06-18"),
]

# A conference on Wednesday 5 June 2024, scheduled on 2 May: the notice is due on Monday 27 May.
PLANNED = scheduled("2024-06-05 14:00", time="2024-05-02 08:00")
DUE = "2024-05-27"


def notices(*acts: Act, conference: Act = PLANNED) -> dict[str, Timeline]:
    timelines = conference_timelines([conference, *acts], None, CALENDAR)
    return {id_: timeline for id_, timeline in timelines.items() if id_.startswith("notice_")}


def portal(*acts: Act, cycle: int = 1) -> Timeline:
    return notices(*acts)[f"notice_portal:hn-1:{cycle}"]


@pytest.mark.parametrize(("example", "conference", "latest"), EXAMPLES)
def test_the_worked_examples_of_the_7th_working_day_before(
    example: str, conference: str, latest: str
) -> None:
    """R7: on either channel."""
    found = notices(conference=scheduled(f"{conference} 09:00", time="2023-12-01 08:00"))
    assert {timeline[0].due_on.isoformat() for timeline in found.values()} == {latest}, example
    assert len(found) == 2


def test_the_last_second_of_the_7th_day_is_in_time_and_the_next_is_not() -> None:
    """R7."""
    in_time, too_late = (
        portal(posted(last_moment(DUE))),
        portal(posted(last_moment(DUE) + timedelta(seconds=1))),
    )
    assert (in_time[-1].late, too_late[-1].late) == (False, True)


def test_each_channel_is_owed_by_itself() -> None:
    """R7."""
    found = notices(posted("2024-05-20", "one_stop_desk"))
    assert found["notice_one_stop_desk:hn-1:1"][-1].met_at == at("2024-05-20")
    assert standing(found["notice_portal:hn-1:1"], "2024-05-28") is Standing.OVERDUE


def test_the_earliest_posting_on_a_channel_counts() -> None:
    """R7: in whatever order they arrive."""
    acts = [posted("2024-05-29"), posted("2024-05-20"), posted("2024-05-10", "one_stop_desk")]
    for arrival in permutations(acts):
        assert portal(*arrival)[-1].met_at == at("2024-05-20")


def test_after_a_rescheduling_the_notice_is_owed_anew_and_only_a_posting_after_it_counts() -> None:
    """R7."""
    moved = rescheduled("2024-06-01 10:00", "2024-07-02 09:00")
    acts = (posted("2024-05-20"), moved)
    assert course(portal(*acts)) == [
        (at("2024-05-02 08:00"), "open", DUE),
        (at("2024-05-20"), "met", DUE),
    ]
    assert course(portal(*acts, cycle=2)) == [(at("2024-06-01 10:00"), "open", "2024-06-21")]
    assert portal(*acts, posted("2024-06-10"), cycle=2)[-1].met_at == at("2024-06-10")


def test_the_notice_is_owed_anew_though_the_day_stays() -> None:
    """R7."""
    acts = (posted("2024-05-20"), rescheduled("2024-05-21", "2024-06-05 16:00"))
    assert standing(portal(*acts, cycle=2), "2024-05-28") is Standing.OVERDUE


def test_a_posting_of_the_very_moment_of_the_rescheduling_is_after_it() -> None:
    """R7, R23."""
    moved, notice = rescheduled("2024-05-20", "2024-07-02 09:00"), posted("2024-05-20")
    assert portal(notice, moved)[-1].void_reason == "rescheduled"
    assert portal(notice, moved, cycle=2)[-1].met_at == at("2024-05-20")


def test_a_rescheduling_voids_what_was_not_posted_even_if_it_was_overdue() -> None:
    """R7."""
    timeline = portal(rescheduled("2024-06-01 10:00", "2024-07-02 09:00"))
    assert standing(timeline, "2024-06-01 09:59") is Standing.OVERDUE
    assert span_at(timeline, "2024-06-01 10:00").void_reason == "rescheduled"


def test_a_cancellation_voids_what_was_not_posted_and_a_later_posting_changes_nothing() -> None:
    """R7, R17."""
    timeline = portal(cancelled("2024-05-20"), posted("2024-05-21"))
    assert course(timeline)[-1] == (at("2024-05-20"), "cancelled", DUE)
    assert course(portal(posted("2024-05-19"), cancelled("2024-05-20")))[-1][1] == "met"


def test_a_revived_conference_owes_its_notice_anew() -> None:
    """R7."""
    acts = (cancelled("2024-05-20"), posted("2024-05-21"), rescheduled("2024-06-01", "2024-07-02 09:00"))
    assert course(portal(*acts))[-1][1] == "cancelled"
    assert course(portal(*acts, cycle=2)) == [(at("2024-06-01"), "open", "2024-06-21")]


def test_a_conference_scheduled_too_late_for_its_notice_is_overdue_from_then_on() -> None:
    """R7: the breach is of the scheduling, not of a day before anybody could know."""
    late = scheduled("2024-06-05 14:00", time="2024-06-03 08:00")
    timeline = notices(conference=late)["notice_portal:hn-1:1"]
    assert [(when.due_on.isoformat(), when.at) for when in overdue_moments(timeline)] == [
        (DUE, at("2024-06-03 08:00"))
    ]


def test_an_unposted_notice_is_overdue_at_24_00_of_the_due_day() -> None:
    """R7."""
    (moment,) = overdue_moments(portal())
    assert moment == Overdue(at(DUE).date(), at("2024-05-28 00:00"))
