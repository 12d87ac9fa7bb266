"""Phụ lục 1: the result report of a department or central agency on its conference (R17, section I)."""

from collections.abc import Sequence

from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.summary import ConferenceSummary
from services.reporting.exports import page, wording
from services.reporting.exports.form_sheet import Column, FormSheet
from services.reporting.exports.petitions_sheet import add_petitions

_COLUMNS = (
    Column("Stt", 6, centred=True),
    Column(wording.RECEIVED, 15),
    Column(wording.RESOLVED, 13),
    Column(wording.TRANSFERRED, 15, under=wording.UNRESOLVED),
    Column(wording.AWAITING, 24, under=wording.UNRESOLVED),
    Column(wording.NOTE, 24),
)


def appendix_1(summary: ConferenceSummary, petitions: Sequence[PetitionLine] = ()) -> bytes:
    """The form as an .xlsx file, with the petitions behind its figures on a second sheet."""
    (row,) = summary.rows
    book = page.new_workbook()
    form = FormSheet(book, "Phụ lục 1", _COLUMNS, landscape=False)
    form.line("Phụ lục 1", bold=True, size=page.TITLE_SIZE)
    form.line("Báo cáo kết quả tổ chức Hội nghị đối thoại doanh nghiệp", bold=True, size=page.TITLE_SIZE)
    form.line("tại các Sở, ban, ngành", bold=True, size=page.TITLE_SIZE)
    form.line(wording.PLAN_LINE, italic=True)
    form.line("")
    form.asked("- Đơn vị tổ chức:", row.unit_name, label_columns=2)
    form.asked("- Thời gian tổ chức:", row.starts_on, label_columns=2)
    form.asked("- Chuyên đề tổ chức:", row.theme, label_columns=2)
    moments = wording.as_of_words(summary.as_of, summary.known_at)
    form.line(moments, italic=True)
    form.line("")
    form.head()
    form.values([1, *wording.counted(row.figures), row.note or None])
    add_petitions(book, petitions, wording.form_words(1, row.unit_name, row.starts_on), moments)
    return page.to_bytes(book)
