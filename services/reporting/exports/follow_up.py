"""What does DPI hand on: to the city committee what waits for it (R22), to the units what they owe (R21)?"""

from collections.abc import Callable, Sequence
from datetime import datetime

from services.reporting.domain.followed_up import FollowedUp
from services.reporting.domain.wording import STATE_LABELS
from services.reporting.exports import page
from services.reporting.exports.form_sheet import Column, Value
from services.reporting.exports.listing import PETITION, add_list, petition_cells
from services.reporting.exports.wording import as_of_words
from shared.clock import local_date

_FIRST = (*PETITION, Column("Ngày tiếp nhận", 12))
_LAST = (Column("Hạn trả lời", 12), Column("Ngày trả lời", 12), Column("Quá hạn (ngày làm việc)", 12))
_WAITS = "Xin ý kiến chỉ đạo"
_BEYOND = (
    *_FIRST,
    Column("Cấp được xin ý kiến", 18, under=_WAITS),
    Column("Văn bản", 20, under=_WAITS),
    Column("Từ ngày", 12, under=_WAITS),
    Column("Đã chờ (ngày làm việc)", 12, under=_WAITS),
    *_LAST,
)
_URGED = (
    *_FIRST,
    Column("Tình trạng", 23),
    Column("Từ ngày", 12),
    Column("Nơi đang giải quyết", 20),
    *_LAST,
    Column("Đơn vị phụ trách hiện nay", 22),
)


def beyond_competence(petitions: Sequence[FollowedUp], of: str, as_of: datetime, known_at: datetime) -> bytes:
    """The list for the city committee as an .xlsx file, in the order given; `of`: whose petitions."""

    def row(each: FollowedUp) -> Sequence[Value]:
        whom = each.passed_to or "Cấp trên"
        return [whom, each.document, local_date(each.since), each.waiting, *_answer(each)]

    said_of = of, as_of_words(as_of, known_at)
    title = "Tổng hợp kiến nghị vượt thẩm quyền, xin ý kiến chỉ đạo"
    none = "Không có kiến nghị nào đang chờ ý kiến chỉ đạo"
    return _book("Vượt thẩm quyền", title, said_of, _BEYOND, petitions, row, none)


def to_urge(petitions: Sequence[FollowedUp], of: str, as_of: datetime, known_at: datetime) -> bytes:
    """The list for the units as an .xlsx file, in the order given; `of`: whose petitions."""

    def row(each: FollowedUp) -> Sequence[Value]:
        state = STATE_LABELS[each.line.state]
        return [
            state,
            local_date(each.since),
            each.passed_to,
            *_answer(each),
            each.in_charge or each.line.unit_name,
        ]

    said_of = of, as_of_words(as_of, known_at)
    title = "Danh sách kiến nghị chưa giải quyết triệt để, đề nghị đôn đốc"
    none = "Không có kiến nghị nào chưa được giải quyết triệt để"
    return _book("Đôn đốc", title, said_of, _URGED, petitions, row, none)


def _book(
    name: str,
    title: str,
    said_of: Sequence[str],
    columns: Sequence[Column],
    petitions: Sequence[FollowedUp],
    row: Callable[[FollowedUp], Sequence[Value]],
    none: str,
) -> bytes:
    book = page.new_workbook()
    late = sum(each.line.overdue for each in petitions)
    counted = f"Tổng số {len(petitions)} kiến nghị, trong đó {late} quá hạn trả lời" if petitions else none
    rows = (
        [*petition_cells(each.line, each.quarter), each.line.received_on, *row(each)] for each in petitions
    )
    add_list(book, name, columns, title, said_of, rows, counted)
    return page.to_bytes(book)


def _answer(each: FollowedUp) -> Sequence[Value]:
    """An answer that leaves it unresolved has its day (R16)."""
    line = each.line
    return line.due_on, line.answered_on, each.working_days_late if line.overdue else None
