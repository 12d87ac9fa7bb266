"""Does a new calendar make nothing late that was met, and clear what the old one called late (R11)?"""

import pytest
from msgspec.structs import replace

from shared.dialogue.acts import Act
from shared.dialogue.answer_due import petition_answer_timeline, written_answer_timeline
from shared.dialogue.conference import conference_spans
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.petition import in_effect
from shared.working_days import CalendarChange, CalendarHistory, shipped
from tests.builders.acts import (
    answered,
    at,
    directed,
    posted,
    received,
    reclassified,
    scheduled,
    written_request,
)
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


def test_what_else_happened_at_that_moment_and_was_known_before_the_calendar_clears_nothing() -> None:
    """Recorded before version 3, of the moment at which the answer is given: it did not answer."""
    moment, known = "2024-05-10 09:00", at("2024-05-09 23:00")
    beside = [replace(one, recorded_at=known) for one in (reclassified(moment, "credit"), directed(moment))]
    told = replace(answered(moment), recorded_at=AFTER)
    conference = conference_spans([scheduled("2024-04-29 14:00", time="2024-01-02 08:00")])
    petition = in_effect([received("2024-03-01"), *beside, told])
    last = petition_answer_timeline(petition, conference, CALENDAR)[-1]
    assert (last.due_on.isoformat(), last.late, last.calendar_version) == ("2024-05-09", True, 3)


def test_a_written_answer_is_met_by_what_is_written() -> None:
    """R14: asked for on 29/4, due on 10/5 by version 2 and on 9/5 by version 3; told by word before that."""
    moment = "2024-05-10 09:00"
    by_word = replace(answered(moment, mode="at_conference", by="a"), recorded_at=at("2024-05-09 23:00"))
    told = replace(answered(moment, by="b"), recorded_at=AFTER)
    conference = conference_spans([scheduled("2024-04-01 14:00", time="2024-01-02 08:00")])
    petition = in_effect([received("2024-03-01"), written_request("2024-04-29 08:00"), by_word, told])
    last = written_answer_timeline(petition, conference, CALENDAR)[-1]
    assert (last.due_on.isoformat(), last.late, last.calendar_version) == ("2024-05-09", True, 3)


def test_a_notice_reckoned_backwards_is_in_time_for_whoever_had_posted_it_before() -> None:
    """R7: the notice for 4/5/2024 was due 23/4, by the exchange 22/4."""
    in_time = replace(posted("2024-04-23 16:00"), recorded_at=at("2024-04-23 16:00"))
    told_late = replace(in_time, event_id="told-again", recorded_at=AFTER)

    def due(*meeting: Act) -> str:
        acts = [scheduled("2024-05-04 08:00", time="2024-03-01 08:00"), *meeting]
        timeline = conference_timelines(acts, None, CALENDAR)["notice_portal:hn-1:1"]
        return timeline[-1].due_on.isoformat()

    assert due(in_time) == "2024-04-23"
    assert due(told_late) == due() == "2024-04-22"
    assert due(told_late, in_time) == due(in_time), "told twice: whoever comes first in order"


def test_a_version_knows_those_before_it() -> None:
    assert [CALENDAR.known_at(at(day)).version for day in ("2023-12-31", "2024-04-30", "2024-05-10")] == [
        1, 2, 3,
    ]  # fmt: skip
