"""A shell shows why something is due: one sentence, then each day counted and each skipped (R11, R4)."""

from cli.explaining import lines, moves
from shared.events.deadlines import DeadlineKind
from shared.web.explanations import COUNTED_FROM, explanation
from tests.builders.acts import CALENDAR, day


def test_each_day_counted_and_each_day_skipped_is_shown() -> None:
    """R11."""
    kind = DeadlineKind.PETITION_ANSWER
    said = list(lines(explanation(kind, day("2024-04-17"), 7, day("2024-05-02"), CALENDAR)))
    assert said == [
        "hạn 02/5/2024: không tính 18/4 Giỗ Tổ Hùng Vương, 29/4 nghỉ hoán đổi, 30/4, 01/5",
        "đếm từ 17/4/2024, ngày tổ chức hội nghị, hoặc ngày tiếp nhận nếu sau hội nghị "
        "(không tính ngày này); lịch phiên bản 1",
        "tính: 1) 19/4 Thứ Sáu, 2) 22/4 Thứ Hai, 3) 23/4 Thứ Ba, 4) 24/4 Thứ Tư, 5) 25/4 Thứ Năm, "
        "6) 26/4 Thứ Sáu, 7) 02/5 Thứ Năm",
        said[3],
    ]
    assert said[3].startswith("không tính: 18/4 Giỗ Tổ Hùng Vương")
    assert "20/4 Thứ Bảy" in said[3]
    assert said[3].count(",") == 7


def test_a_fixed_day_has_no_days_to_show_and_one_not_announced_says_so() -> None:
    """R4."""
    fixed = list(
        lines(explanation(DeadlineKind.ANNUAL_PLAN, day("2025-01-01"), 0, day("2025-03-31"), CALENDAR))
    )
    assert fixed[0] == "hạn 31/3/2025: ngày cố định trong năm, không đếm ngày làm việc"
    assert len(fixed) == 2
    far = CALENDAR.add(day("2030-06-03"), 7)
    said = "\n".join(lines(explanation(DeadlineKind.RESULT_REPORT, day("2030-06-03"), 7, far, CALENDAR)))
    assert "tạm tính" in said
    assert "(chưa công bố)" in said


def test_every_kind_of_deadline_says_what_it_is_counted_from() -> None:
    assert set(COUNTED_FROM) == set(DeadlineKind)


def test_a_deadline_that_moved_shows_each_move_and_one_that_never_did_shows_none() -> None:
    """R6, R11."""
    first = {
        "at": "2024-04-10T09:00:00+07:00", "from": None, "due_on": "2024-04-29", "calendar_version": 2,
        "because": "Hạn lần đầu.",
    }  # fmt: skip
    exchanged = first | {
        "at": "2024-04-12T00:00:00+07:00", "from": "2024-04-29", "due_on": "2024-05-02",
        "calendar_version": 3, "because": "Áp dụng lịch mới.",
    }  # fmt: skip
    assert list(moves([first])) == []
    assert list(moves([first, exchanged])) == [
        "10/4/2024: hạn 29/4/2024, lịch phiên bản 2. Hạn lần đầu.",
        "12/4/2024: hạn 29/4/2024 → 02/5/2024, lịch phiên bản 3. Áp dụng lịch mới.",
    ]
