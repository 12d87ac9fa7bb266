"""Which petitions does a quarter leave open, and how old are they (R16, R21)? A sheet of its workbook."""

from collections.abc import Sequence

from openpyxl import Workbook

from services.reporting.domain.carry_over import AgedPetition
from services.reporting.domain.wording import STATE_LABELS, short_quarter_words
from services.reporting.exports import page
from services.reporting.exports.form_sheet import Column, FormSheet
from shared.dialogue.groups import LABELS

NAME = "Chưa giải quyết"
_AGE = "Tuổi kiến nghị"
_COLUMNS = (
    Column("Stt", 6, centred=True),
    Column("Mã kiến nghị", 22),
    Column("Đơn vị tổ chức hội nghị", 24),
    Column("Quý của hội nghị", 10, centred=True),
    Column("Nhóm kiến nghị", 18),
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
    form = FormSheet(book, NAME, _COLUMNS, landscape=True)
    form.line("Danh sách kiến nghị chưa giải quyết triệt để", bold=True, size=page.TITLE_SIZE)
    for text in said_of:
        form.line(text, italic=True)
    carried = sum(each.carried_over for each in petitions)
    form.line(
        f"Tổng số {len(petitions)} kiến nghị, trong đó {carried} kiến nghị từ các quý trước chuyển sang"
    )
    form.line("")
    form.head()
    top = form.row
    for number, each in enumerate(petitions, start=1):
        line = each.petition.line
        form.values(
            [
                number,
                line.petition_id,
                line.unit_name,
                short_quarter_words(str(each.petition.quarter)),
                LABELS[line.group],
                STATE_LABELS[line.state],
                line.received_on,
                each.calendar_days,
                each.working_days,
                line.due_on,
                each.working_days_overdue if line.overdue else None,
                "Quý trước chuyển sang" if each.carried_over else None,
            ]
        )
    form.sheet.freeze_panes = f"A{top + 1}"
