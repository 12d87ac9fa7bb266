"""Which petitions does a quarter leave open, and how old are they (R16, R21)? A sheet of its workbook."""

from collections.abc import Sequence

from openpyxl import Workbook

from services.reporting.domain.carry_over import AgedPetition
from services.reporting.domain.wording import STATE_LABELS
from services.reporting.exports.form_sheet import Column, Value
from services.reporting.exports.listing import PETITION, add_list, petition_cells

NAME = "Chưa giải quyết"
_AGE = "Tuổi kiến nghị"
_COLUMNS = (
    *PETITION,
    Column("Tình trạng", 23),
    Column("Ngày tiếp nhận", 12),
    Column("Số ngày", 9, under=_AGE),
    Column("Số ngày làm việc", 10, under=_AGE),
    Column("Hạn trả lời", 12),
    Column("Quá hạn (ngày làm việc)", 12),
    Column("Ghi chú", 16),
)


def add_open_petitions(book: Workbook, petitions: Sequence[AgedPetition], *said_of: str) -> None:
    """Adds the sheet, `said_of` naming the form and its moment; none if nothing is open."""
    if not petitions:
        return
    carried = sum(each.carried_over for each in petitions)
    counted = f"Tổng số {len(petitions)} kiến nghị, trong đó {carried} kiến nghị từ các quý trước chuyển sang"
    title = "Danh sách kiến nghị chưa giải quyết triệt để"
    add_list(book, NAME, _COLUMNS, title, said_of, map(_row, petitions), counted)


def _row(each: AgedPetition) -> Sequence[Value]:
    line = each.petition.line
    return [
        *petition_cells(line, str(each.petition.quarter)),
        STATE_LABELS[line.state],
        line.received_on,
        each.calendar_days,
        each.working_days,
        line.due_on,
        each.working_days_overdue if line.overdue else None,
        "Quý trước chuyển sang" if each.carried_over else None,
    ]
