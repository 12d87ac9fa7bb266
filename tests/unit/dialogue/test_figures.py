"""How are petitions counted, and what does Ghi chú say (R24, R26)?"""

import pytest

from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_at
from shared.dialogue.figures import PetitionFigures, note, one_petition, total
from shared.dialogue.petition import PetitionState
from tests.builders.acts import at, cancelled, held, rescheduled, scheduled

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
