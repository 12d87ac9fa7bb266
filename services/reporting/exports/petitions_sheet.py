"""Which petitions stand behind a form's figures? Its second sheet, one line each (R24)."""

from collections.abc import Sequence

from openpyxl import Workbook

from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.wording import STATE_LABELS
from services.reporting.exports.form_sheet import Column
from services.reporting.exports.listing import add_list
from shared.dialogue.groups import LABELS

NAME = "Kiến nghị"
_COLUMNS = (
    Column("Mã kiến nghị", 22),
    Column("Đơn vị tổ chức hội nghị", 24),
    Column("Mã hội nghị", 19),
    Column("Nhóm kiến nghị", 18),
    Column("Tình trạng", 23),
    Column("Ngày tiếp nhận", 12),
    Column("Hạn trả lời", 12),
    Column("Ngày trả lời", 12),
    Column("Văn bản trả lời", 20),
    Column("Quá hạn", 8, centred=True),
)


def add_petitions(book: Workbook, petitions: Sequence[PetitionLine], *said_of: str) -> None:
    """Adds the sheet, `said_of` naming the form and its moment; none if there is no petition to list."""
    if not petitions:
        return
    rows = (
        (
            each.petition_id,
            each.unit_name,
            each.conference_id,
            LABELS[each.group],
            STATE_LABELS[each.state],
            each.received_on,
            each.due_on,
            each.answered_on,
            each.document,
            "Quá hạn" if each.overdue else None,
        )
        for each in petitions
    )
    add_list(book, NAME, _COLUMNS, "Danh sách kiến nghị", said_of, rows)
