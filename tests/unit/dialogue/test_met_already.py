"""Does a new calendar make nothing late that was met, and clear what the old one called late (R11)?"""

from datetime import date

import pytest
from msgspec.structs import replace

from shared.dialogue.answer_due import petition_answer_timeline
from shared.dialogue.conference import conference_spans
from shared.dialogue.met_already import due_day
from shared.dialogue.petition import in_effect
from shared.working_days import CalendarChange, CalendarHistory, shipped
from tests.builders.acts import answered, at, received, scheduled
from tests.builders.calendars import EXCHANGED_2024, announced

BEFORE, AFTER = at("2024-01-01"), at("2024-05-10")
HISTORY = (
    CalendarHistory(shipped())
    .applied(CalendarChange.of(announced(2024, 2, "2023-11-22", EXCHANGED_2024)), BEFORE)
    .applied(CalendarChange.of(announced(2024, 3, "2024-04-12")), AFTER)
)
CALENDAR = HISTORY.current


def met(starts: str, answer: str, recorded: str) -> tuple[str, bool, int]:
    """Due day, late, version of an answer written down at that moment."""
    told = replace(answered(answer), recorded_at=at(recorded))
    conference = conference_spans([scheduled(starts, time="2024-01-02 08:00")])
    last = petition_answer_timeline(in_effect([received("2024-03-01"), told]), conference, CALENDAR)[-1]
    return last.due_on.isoformat(), last.late, last.calendar_version


@pytest.mark.parametrize(
    ("starts", "answer", "recorded", "expected"),
    [
        # 30/4 and 1/5 off; by version 2 seven working days end on 10/5, by version 3 (4/5 worked) on 9/5.
        ("2024-04-29 14:00", "2024-05-10 09:00", "2024-05-09 23:00", ("2024-05-10", False, 2)),
        ("2024-04-29 14:00", "2024-05-10 09:00", "2024-05-10 09:00", ("2024-05-09", True, 3)),
        # By version 2 due on 29/4, by version 3 on 2/5: what was late is cleared, whenever it was told.
        ("2024-04-17 14:00", "2024-05-02 09:00", "2024-05-02 09:00", ("2024-05-02", False, 3)),
        # In time by both: it stays as it was met.
        ("2024-04-17 14:00", "2024-04-26 09:00", "2024-04-26 09:00", ("2024-04-29", False, 2)),
        # Late by both: by the newest.
        ("2024-04-17 14:00", "2024-05-06 09:00", "2024-05-06 09:00", ("2024-05-02", True, 3)),
    ],
    ids=["met before it was known", "met afterwards", "cleared", "in time by both", "late by both"],
)
def test_what_was_met_in_time_stays_so_and_what_is_in_time_now_is(
    starts: str, answer: str, recorded: str, expected: tuple[str, bool, int]
) -> None:
    assert met(starts, answer, recorded) == expected


def test_a_due_day_reckoned_backwards_is_kept_for_whoever_met_it_before() -> None:
    """R7: the notice for 4/5/2024 was due 23/4, by the exchange 22/4."""
    posted = replace(answered("2024-04-23 16:00"), recorded_at=at("2024-04-23 16:00"))
    day = date(2024, 5, 4)
    assert due_day(lambda known: known.before(day, 7), posted, CALENDAR) == date(2024, 4, 23)
    told_late = replace(posted, recorded_at=AFTER)
    assert due_day(lambda known: known.before(day, 7), told_late, CALENDAR) == date(2024, 4, 22)
    assert due_day(lambda known: known.before(day, 7), None, CALENDAR) == date(2024, 4, 22)


def test_a_version_knows_those_before_it() -> None:
    assert [CALENDAR.known_at(at(day)).version for day in ("2023-12-31", "2024-04-30", "2024-05-10")] == [
        1, 2, 3,
    ]  # fmt: skip
