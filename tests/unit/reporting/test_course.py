"""A petition's course knows in which column it counts when, and for which due day it is overdue (R23,
R24).
"""

from collections.abc import Sequence
from datetime import datetime

import pytest

from services.reporting.domain.course import CourseSpan, conference_of, course
from services.reporting.domain.petition_listing import line_at
from shared import units
from shared.clock import FOREVER
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import conference_spans
from tests.builders.acts import (
    CALENDAR,
    CONFERENCE,
    act,
    answered,
    at,
    corrected,
    day,
    received,
    refused,
    rescheduled,
    scheduled,
    withdrawn,
    written_request,
)

STARTS = scheduled("2024-06-10 08:00")
"""Answers are due on 19/6/2024."""


def of(petition: Sequence[Act], *conference: Act) -> list[CourseSpan]:
    return course(petition, conference_spans(conference or [STARTS]), CALENDAR)


def at_moment(spans: Sequence[CourseSpan], moment: datetime) -> CourseSpan:
    (found,) = [span for span in spans if span.from_at <= moment < span.to_at]
    return found


def test_it_is_overdue_from_the_end_of_the_due_day_until_the_late_answer() -> None:
    spans = of([received("2024-06-03 09:00"), answered("2024-06-25 10:00")])
    assert [(span.from_at, span.state, span.overdue_due_on) for span in spans] == [
        (at("2024-06-03 09:00"), "pending", None),
        (at("2024-06-20"), "pending", day("2024-06-19")),
        (at("2024-06-25 10:00"), "resolved", None),
    ]
    assert spans[-1].to_at == FOREVER


def test_of_two_answers_overdue_the_older_due_day_is_told() -> None:
    spans = of([received("2024-06-03 09:00"), written_request("2024-06-12 09:00")])
    # The written answer is due on 21/6, the answer itself on 19/6.
    assert at_moment(spans, at("2024-06-20 12:00")).overdue_due_on == day("2024-06-19")
    assert at_moment(spans, at("2024-06-24 12:00")).overdue_due_on == day("2024-06-19")


def test_when_only_the_written_answer_is_left_its_due_day_is_told() -> None:
    spans = of(
        [
            received("2024-06-03 09:00"),
            answered("2024-06-10 09:00", mode="at_conference"),
            written_request("2024-06-12 09:00"),
        ]
    )
    assert at_moment(spans, at("2024-06-21 12:00")).overdue_due_on is None
    late = at_moment(spans, at("2024-06-22 12:00"))
    assert (late.state, late.overdue_due_on) == ("resolved", day("2024-06-21"))


def test_a_day_moved_to_an_earlier_one_is_told_from_the_moment_it_was_moved() -> None:
    spans = of([received("2024-06-03 09:00")], STARTS, rescheduled("2024-06-25 09:00", "2024-06-05 08:00"))
    assert at_moment(spans, at("2024-06-25 08:59")).overdue_due_on == day("2024-06-19")
    assert at_moment(spans, at("2024-06-25 09:00")).overdue_due_on == day("2024-06-14")


def test_overdue_with_both_answers_is_overdue_once() -> None:
    """R24: one stretch, though the written answer becomes overdue in it."""
    spans = of(
        [received("2024-06-03 09:00"), written_request("2024-06-12 09:00"), answered("2024-06-25 10:00")]
    )
    assert [(span.from_at, span.state, span.overdue_due_on) for span in spans] == [
        (at("2024-06-03 09:00"), "pending", None),
        (at("2024-06-20"), "pending", day("2024-06-19")),
        (at("2024-06-25 10:00"), "resolved", None),
    ]


@pytest.mark.parametrize("leaving", [withdrawn("2024-06-25 10:00"), refused("2024-06-25 10:00")])
def test_a_withdrawn_or_refused_petition_is_not_overdue_any_more(leaving: Act) -> None:
    spans = of([received("2024-06-03 09:00"), leaving])
    assert [span.overdue_due_on for span in spans] == [None, day("2024-06-19"), None]


def test_as_long_as_the_conference_is_unknown_nothing_is_overdue() -> None:
    spans = course([received("2024-06-03 09:00")], [], CALENDAR)
    assert [(span.state, span.conference_id, span.overdue_due_on) for span in spans] == [
        ("pending", CONFERENCE, None)
    ]


def test_the_spans_touch_and_reach_to_the_end_of_time() -> None:
    spans = of(
        [received("2024-06-03 09:00"), written_request("2024-06-12 09:00"), answered("2024-07-25 10:00")]
    )
    assert [span.to_at for span in spans] == [*(span.from_at for span in spans[1:]), FOREVER]


def test_a_petition_belongs_to_the_conference_its_correction_names() -> None:
    reception = received("2024-06-03 09:00")
    assert conference_of([corrected(reception, conference_id="hn-9"), reception]) == "hn-9"
    assert conference_of([answered("2024-06-03 09:00")]) is None


def test_a_line_tells_the_due_day_and_the_last_answer_with_its_document() -> None:
    first = answered("2024-06-12 10:00", fully=False)
    document = {"number": "77/SXD", "date": "2024-06-18"}
    second = act(
        "PetitionAnswered", "2024-06-18 10:00", petition_id="kn-1", mode="written", fully_resolved=True,
        document=document,
    )  # fmt: skip
    acts = effective([received("2024-06-03 09:00"), first, second])
    conference = conference_spans([STARTS])
    line = line_at(acts, conference, at("2024-06-20"), CALENDAR, units.shipped())
    assert line is not None
    assert (line.due_on, line.answered_on, line.document) == (
        day("2024-06-19"), day("2024-06-18"), "77/SXD ngày 18/6/2024",
    )  # fmt: skip
    earlier = line_at(acts, conference, at("2024-06-12 10:00"), CALENDAR, units.shipped())
    assert earlier is not None
    assert (earlier.state, earlier.answered_on, earlier.document) == ("pending", day("2024-06-12"), None)
    assert line_at(acts, conference, at("2024-06-03 08:59"), CALENDAR, units.shipped()) is None
