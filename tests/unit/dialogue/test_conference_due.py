"""Which days follow from a conference's day (R7, R8, R17, R18)? Worked by hand, around the days off."""

import pytest

from shared.dialogue.conference_due import conference_due, safe_notice_day
from shared.events.deadlines import DeadlineKind
from tests.builders.acts import CALENDAR, day

EXAMPLES = [
    # kind, conference day, due day, rule, soft
    (DeadlineKind.NOTICE_PORTAL, "2024-06-05", "2024-05-27", "R7", False),
    (DeadlineKind.NOTICE_ONE_STOP_DESK, "2024-06-05", "2024-05-27", "R7", False),
    # Back over 30/4, 01/5 and the exchanged 29/4: 02/5, 26, 25, 24, 23, 22, 19 April.
    (DeadlineKind.NOTICE_PORTAL, "2024-05-03", "2024-04-19", "R7", False),
    (DeadlineKind.STOP_OR_POSTPONE_REPORT, "2024-05-02", "2024-04-26", "R8", True),
    (DeadlineKind.STOP_OR_POSTPONE_REPORT, "2024-06-05", "2024-06-04", "R8", True),
    (DeadlineKind.RESULT_REPORT, "2024-04-17", "2024-05-02", "R17", False),
    (DeadlineKind.CONCLUSION_NOTICE, "2024-04-17", "2024-05-02", "R18", True),
    # 2025-12-30: 31/12, 05/1 … 09/1, and Saturday 10/1, worked in exchange for 02/1.
    (DeadlineKind.RESULT_REPORT, "2025-12-30", "2026-01-10", "R17", False),
]


@pytest.mark.parametrize(("kind", "starts_on", "due_on", "rule", "soft"), EXAMPLES)
def test_a_day_that_hangs_on_the_conference_is_counted_in_working_days(
    kind: DeadlineKind, starts_on: str, due_on: str, rule: str, soft: bool
) -> None:
    due = conference_due(kind, day(starts_on), CALENDAR)
    assert (due.kind, due.due_on, due.rule, due.soft) == (kind, day(due_on), rule, soft)
    assert (due.counted_from, due.provisional) == (day(starts_on), False)


@pytest.mark.parametrize(
    ("kind", "provisional"),
    [
        (DeadlineKind.NOTICE_PORTAL, True),
        (DeadlineKind.STOP_OR_POSTPONE_REPORT, True),
        (DeadlineKind.RESULT_REPORT, True),
    ],
)
def test_what_hangs_on_a_year_not_announced_is_provisional(kind: DeadlineKind, provisional: bool) -> None:
    assert conference_due(kind, day("2028-03-15"), CALENDAR).provisional is provisional


def test_a_notice_is_provisional_if_a_day_between_it_and_the_conference_is() -> None:
    """R7: the due day lies in an announced year, the days counted back to it do not."""
    assert CALENDAR.last_confirmed_year is not None
    year = CALENDAR.last_confirmed_year
    due = conference_due(DeadlineKind.NOTICE_PORTAL, day(f"{year + 1}-01-05"), CALENDAR)
    assert (due.due_on.year, due.provisional) == (year, True)


def test_a_notice_does_not_hang_on_whether_the_conference_day_itself_is_worked() -> None:
    """R7: that day is not counted, so that nothing on it can move the due day."""
    assert CALENDAR.last_confirmed_year is not None
    due = conference_due(
        DeadlineKind.NOTICE_PORTAL, day(f"{CALENDAR.last_confirmed_year + 1}-01-01"), CALENDAR
    )
    assert not due.provisional


def test_the_safe_day_for_a_notice_is_the_8th_working_day_before() -> None:
    """R7: right under the stricter reading too."""
    assert safe_notice_day(day("2024-06-05"), CALENDAR) == day("2024-05-24")
