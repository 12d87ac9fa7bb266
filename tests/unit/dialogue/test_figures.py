"""How are petitions counted, and what does Ghi chú say (R24, R26)?"""

import pytest

from shared.clock import HCM
from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_at, conference_spans
from shared.dialogue.figure_spans import figure_spans
from shared.dialogue.figures import PetitionFigures, note, one_petition, total
from shared.dialogue.petition import PetitionState
from tests.builders.acts import (
    CALENDAR,
    answered,
    at,
    cancelled,
    held,
    received,
    refused,
    rescheduled,
    scheduled,
    withdrawn,
    written_request,
)  # fmt: skip

PLANNED = scheduled("2024-06-05 14:00")
DOCUMENT = {"number": "10/BC", "date": "2024-06-04"}


def test_received_leaves_out_the_refused_and_the_withdrawn() -> None:
    """R24."""
    figures = total(one_petition(state, overdue=False) for state in PetitionState)
    assert figures == PetitionFigures(1, 1, 1, 1, 0, 1, 1)
    assert figures.received == 4


@pytest.mark.parametrize("state", PetitionState)
def test_only_a_petition_that_counts_can_be_overdue(state: PetitionState) -> None:
    """R24: overdue in any state but refused or withdrawn."""
    left = state in (PetitionState.REFUSED, PetitionState.WITHDRAWN)
    assert one_petition(state, overdue=True).overdue == (0 if left else 1)


def test_figures_add_up_and_can_be_taken_apart_again() -> None:
    one, other = PetitionFigures(1, 2, 3, 4, 5, 6, 7), PetitionFigures(7, 6, 5, 4, 3, 2, 1)
    assert one + other == PetitionFigures(8, 8, 8, 8, 8, 8, 8)
    assert one + other - other == one
    assert total([]) == PetitionFigures()


NOTES = [
    ([PLANNED], "2024-06-05 13:59", PetitionFigures(), "Chưa diễn ra"),
    ([PLANNED], "2024-06-05 14:00", PetitionFigures(), "Chưa xác nhận đã tổ chức"),
    ([PLANNED, held("2024-06-05 17:00")], "2024-06-06", PetitionFigures(resolved=2), ""),
    ([PLANNED, cancelled("2024-06-04")], "2024-06-06", PetitionFigures(), "Dừng tổ chức"),
    (
        [PLANNED, cancelled("2024-06-04", document=DOCUMENT)], "2024-06-06", PetitionFigures(pending=1),
        "Dừng tổ chức (văn bản số 10/BC ngày 04/6/2024); Còn 1 kiến nghị đang giải quyết",
    ),
    (
        [PLANNED, held("2024-06-05 17:00")], "2024-07-01", PetitionFigures(1, 1, 1, 3, 2, 4, 5),
        "Còn 3 kiến nghị đang giải quyết; 2 quá hạn; 4 kiến nghị bị từ chối; 5 kiến nghị đã rút",
    ),
    (
        [PLANNED, rescheduled("2024-06-06", "2024-07-02 09:00")], "2024-06-07", PetitionFigures(overdue=1),
        "Chưa diễn ra; 1 quá hạn",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("acts", "moment", "figures", "text"), NOTES)
def test_the_note_says_what_the_columns_do_not_show(
    acts: list[Act], moment: str, figures: PetitionFigures, text: str
) -> None:
    """R24, R26."""
    view = conference_at(acts, at(moment))
    assert view is not None
    assert note(view, figures, at(moment)) == text


def course(*acts: Act) -> list[tuple[str, str, bool]]:
    """From when, in which state, overdue or not; the conference is on 5 June: due on the 14th."""
    spans = figure_spans([received("2024-06-01 08:00"), *acts], conference_spans([PLANNED]), CALENDAR)
    assert [span.to_at for span in spans[:-1]] == [span.from_at for span in spans[1:]]
    return [(f"{span.from_at.astimezone(HCM):%m-%d %H:%M}", span.state.value, span.overdue) for span in spans]


def test_a_petition_is_overdue_from_midnight_until_it_is_answered() -> None:
    """R11, R24: whatever state the answer leaves it in."""
    assert course(answered("2024-06-20 10:00", fully=False)) == [
        ("06-01 08:00", "pending", False),
        ("06-15 00:00", "pending", True),
        ("06-20 10:00", "pending", False),
    ]


def test_a_resolved_petition_is_overdue_again_while_its_written_answer_is() -> None:
    """R14, R24: asked for on the 6th, due on the 17th."""
    at_conference = answered("2024-06-05 15:00", mode="at_conference")
    assert course(at_conference, written_request("2024-06-06 09:00"), answered("2024-06-19 09:00")) == [
        ("06-01 08:00", "pending", False),
        ("06-05 15:00", "resolved", False),
        ("06-18 00:00", "resolved", True),
        ("06-19 09:00", "resolved", False),
    ]


def test_overdue_with_both_answers_is_overdue_once() -> None:
    """R24."""
    assert course(written_request("2024-06-06 09:00"), answered("2024-06-20 10:00")) == [
        ("06-01 08:00", "pending", False),
        ("06-15 00:00", "pending", True),
        ("06-20 10:00", "resolved", False),
    ]  # fmt: skip


@pytest.mark.parametrize("leaving", [withdrawn("2024-06-20 10:00"), refused("2024-06-20 10:00")])
def test_what_is_withdrawn_or_refused_is_overdue_no_more(leaving: Act) -> None:
    """R24."""
    assert [overdue for _, _, overdue in course(leaving)] == [False, True, False]


def test_without_its_conference_a_petition_counts_but_is_never_overdue() -> None:
    spans = figure_spans([received("2024-06-01 08:00")], [], CALENDAR)
    assert [(span.state, span.overdue) for span in spans] == [(PetitionState.PENDING, False)]
