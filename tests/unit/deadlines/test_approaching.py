"""When is it told that a deadline approaches (R21)? At 3 and at 1 working days left, or what is then true."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deadlines.domain.approaching import next_reminder, working_days_left
from shared.clock import FOREVER, local_date
from shared.dialogue.deadline import DeadlineSpan
from shared.events.deadlines import DeadlineKind
from tests.builders.acts import CALENDAR, at, day, last_moment

# Friday 14 June 2024: 3 working days are left on Tuesday 11, 1 on Thursday 13.
DUE, THREE, ONE = "2024-06-14", at("2024-06-11"), at("2024-06-13")
LONG_BEFORE = at("2024-06-05")


def span(
    due_on: str = DUE, *, since: datetime = LONG_BEFORE, until: datetime = FOREVER, met: bool = False,
    void: bool = False,
) -> DeadlineSpan:  # fmt: skip
    return DeadlineSpan(
        "petition_answer:kn-1", DeadlineKind.PETITION_ANSWER, "R11", "so-xay-dung", "hn-1", "kn-1", since,
        until, day("2024-06-05"), 7, day(due_on), False, False, 1, since if met else None,
        "withdrawn" if void else None, since,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "expected"),
    [([], THREE), ([3], ONE), ([2], ONE), ([1], None), ([0], None), ([3, 1], None), ([2, 1], None)],
)
def test_it_is_told_at_3_and_at_1_and_once_each(told: list[int], expected: datetime | None) -> None:
    """R21."""
    assert next_reminder(span(), told, LONG_BEFORE, CALENDAR) == expected


@pytest.mark.parametrize(
    ("since", "left"),
    [("2024-06-11 09:00", 3), ("2024-06-12 09:00", 2), ("2024-06-13 09:00", 1), ("2024-06-14 09:00", 0)],
)
def test_set_with_less_left_it_is_told_at_once_what_is_then_true(since: str, left: int) -> None:
    found = next_reminder(span(since=at(since)), [], at(since), CALENDAR)
    assert found == at(since)
    assert working_days_left(day(DUE), local_date(at(since)), CALENDAR) == left
    again = next_reminder(span(since=at(since)), [left], at(since), CALENDAR)
    assert again == (ONE if left > 1 else None)


@pytest.mark.parametrize(
    ("closed", "moment"),
    [
        (span(met=True), LONG_BEFORE),
        (span(void=True), LONG_BEFORE),
        (span(until=at("2024-06-10")), LONG_BEFORE),
        (span(until=at("2024-06-10")), at("2024-06-12")),
        (span(), at("2024-06-15")),
    ],
)
def test_nothing_is_told_of_what_is_done_ends_before_or_is_past(
    closed: DeadlineSpan, moment: datetime
) -> None:
    assert next_reminder(closed, [], moment, CALENDAR) is None


def test_on_the_due_day_itself_it_may_still_be_told() -> None:
    assert next_reminder(span(), [], last_moment(DUE), CALENDAR) == THREE


@given(due=st.dates(day("2024-01-15"), day("2027-12-31")), left=st.sampled_from([1, 3]))
def test_the_moment_is_the_first_midnight_with_so_many_working_days_left(due: object, left: int) -> None:
    """Whether the due day is a working day or, as 31 March can be, none."""
    due_on = day(str(due))
    moment = next_reminder(
        span(str(due), since=at("2023-12-01")), [] if left == 3 else [3], LONG_BEFORE, CALENDAR
    )
    if moment is None:
        return
    assert working_days_left(due_on, local_date(moment), CALENDAR) == left
    assert working_days_left(due_on, local_date(moment - timedelta(seconds=1)), CALENDAR) > left
