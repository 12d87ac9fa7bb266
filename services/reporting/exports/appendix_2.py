"""Phụ lục 2: the result report of a district on its conference, by the seven groups of R28 (R17,
section II)."""

from collections.abc import Sequence

from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.summary import ConferenceSummary
from services.reporting.exports import page, wording
from services.reporting.exports.form_sheet import Column, FormSheet
from services.reporting.exports.group_rows import write_groups
from services.reporting.exports.petitions_sheet import add_petitions

_COLUMNS = (
    Column("Stt", 6, centred=True),
    Column("Nhóm kiến nghị", 19),
    Column("Tổng số kiến nghị tiếp nhận", 12),
    Column(wording.RESOLVED, 13),
    Column(wording.TRANSFERRED, 14, under=wording.UNRESOLVED),
    Column(wording.AWAITING_CITY, 14, under=wording.UNRESOLVED),
    Column(wording.NOTE, 24),
)


def appendix_2(summary: ConferenceSummary, petitions: Sequence[PetitionLine] = ()) -> bytes:
    """The form as an .xlsx file, with the petitions behind its figures on a second sheet."""
    first = summary.rows[0]
    book = page.new_workbook()
    form = FormSheet(book, "Phụ lục 2", _COLUMNS, landscape=False)
    form.line("Phụ lục 2", bold=True, size=page.TITLE_SIZE)
    form.line("Báo cáo kết quả tổ chức Hội nghị đối thoại doanh nghiệp", bold=True, size=page.TITLE_SIZE)
    form.line("tại Ủy ban nhân dân các quận, huyện", bold=True, size=page.TITLE_SIZE)
    form.line(wording.PLAN_LINE, italic=True)
    form.line("")
    form.asked("- Đơn vị tổ chức:", first.unit_name, label_columns=2)
    form.asked("- Thời gian tổ chức:", first.starts_on, label_columns=2)
    moments = wording.as_of_words(summary.as_of, summary.known_at)
    form.line(moments, italic=True)
    form.line("")
    form.head()
    write_groups(form, summary.rows, said_once=())
    form.totals(wording.TOTAL, 2, wording.summed(summary.totals))
    add_petitions(book, petitions, wording.form_words(2, first.unit_name, first.starts_on), moments)
    return page.to_bytes(book)
