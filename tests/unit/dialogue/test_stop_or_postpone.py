"""Must stopping or postponing be reported (R8)?"""

from itertools import permutations

import pytest

from shared.dialogue.acts import Act
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import Standing, Timeline, overdue_moments
from tests.builders.acts import CALENDAR, at, cancelled, registered, rescheduled, scheduled
from tests.builders.standings import course, standing

# A conference on Monday 10 June 2024, petitions until the 5th: due on Friday the 7th.
PLANNED = scheduled("2024-06-10 14:00", time="2024-05-02", reception_deadline="2024-06-05")
OPENS, DUE = at("2024-06-06 00:00"), "2024-06-07"


def report(*acts: Act, petition: str | None = None, cycle: int = 1) -> Timeline:
    first = at(petition) if petition else None
    timelines = conference_timelines([PLANNED, *acts], first, CALENDAR)
    return timelines.get(f"stop_or_postpone_report:hn-1:{cycle}", [])


def test_it_opens_the_day_after_the_reception_deadline_if_nobody_came() -> None:
    """R8: soft, due the last working day before the conference."""
    timeline = report()
    assert course(timeline) == [(OPENS, "open", DUE)]
    assert timeline[0].soft
    assert standing(timeline, "2024-06-05 23:59:59") is None
    assert standing(timeline, "2024-06-08 00:00") is Standing.OVERDUE


def test_a_soft_deadline_past_due_is_never_called_a_breach() -> None:
    """R8: no overdue event."""
    assert overdue_moments(report()) == []


@pytest.mark.parametrize("moment", ["2024-05-10", "2024-06-05 23:59:59"])
def test_it_never_opens_if_somebody_petitioned_or_registered_in_time(moment: str) -> None:
    """R8: a refused petition still counts as one, and so is counted by its reception."""
    assert report(petition=moment) == []
    assert report(registered(moment)) == []


def test_a_late_petition_or_registration_voids_it() -> None:
    """R8."""
    voided = [(OPENS, "open", DUE), (at("2024-06-07 09:00"), "petition_or_registration", DUE)]
    assert course(report(petition="2024-06-07 09:00")) == voided
    assert course(report(registered("2024-06-07 09:00"))) == voided


def test_who_comes_at_the_opening_itself_voids_it_at_once() -> None:
    """R8: the reception deadline's day has ended."""
    assert course(report(petition="2024-06-06 00:00")) == [(OPENS, "petition_or_registration", DUE)]


@pytest.mark.parametrize(
    "meeting",
    [cancelled("2024-06-07 16:00"), rescheduled("2024-06-07 16:00", "2024-07-02 09:00", "2024-06-28")],
)
def test_stopping_or_moving_the_conference_is_the_report(meeting: Act) -> None:
    """R8."""
    met = [(OPENS, "open", DUE), (at("2024-06-07 16:00"), "met", DUE)]
    assert course(report(meeting)) == met
    assert course(report(meeting, petition="2024-06-08")) == met
    assert course(report(meeting, petition="2024-06-07 16:00")) == met
    for arrival in permutations([meeting, registered("2024-06-09")]):
        assert course(report(*arrival)) == met


def test_a_conference_stopped_or_moved_before_it_opened_owes_no_report() -> None:
    """R8."""
    assert report(cancelled("2024-06-05 16:00")) == []
    assert report(cancelled("2024-06-06 00:00")) == []
    assert report(rescheduled("2024-06-03", "2024-07-02 09:00")) == []


def test_each_cycle_may_owe_its_own_report() -> None:
    """R8."""
    moved = rescheduled("2024-06-07 16:00", "2024-07-02 09:00", "2024-06-28")
    assert course(report(moved, cycle=2)) == [(at("2024-06-29 00:00"), "open", "2024-07-01")]
    assert report(moved, petition="2024-06-20", cycle=2) == []
