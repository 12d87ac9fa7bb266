"""The units' reports against what is computed (R17), as a sheet of the quarter's workbook."""

from collections.abc import Sequence

from openpyxl import Workbook

from services.reporting.domain.petition_listing import document_words
from services.reporting.domain.reconciliation import REPORTED, Reconciled
from services.reporting.domain.reconciliation_words import difference_words, status_words
from services.reporting.exports import wording
from services.reporting.exports.form_sheet import Column, Value
from services.reporting.exports.listing import add_list
from shared.clock import local_date
from shared.dialogue.figures import total

NAME = "Đối chiếu"
_FILED, _COMPUTED = "Đơn vị báo cáo", "Hệ thống tính đến lúc báo cáo"
_HEADS = ("Tiếp nhận", "Giải quyết triệt để", "Chuyển cơ quan khác", "Xin ý kiến chỉ đạo")
_COLUMNS = (
    Column("Đơn vị tổ chức hội nghị", 22),
    Column("Thời gian tổ chức", 12),
    Column("Ngày báo cáo", 12),
    Column("Văn bản báo cáo", 16),
    *(Column(head, 8, under=_FILED) for head in _HEADS),
    *(Column(head, 8, under=_COMPUTED) for head in _HEADS),
    Column("Kết quả đối chiếu", 42),
)


def add_reconciliation(book: Workbook, found: Sequence[Reconciled], *said_of: str) -> None:
    """Adds the sheet, `said_of` naming the form and its moment; none without a conference."""
    if not found:
        return
    rows = ([each.row.unit_name, each.row.starts_on, *_report(each), _outcome(each)] for each in found)
    title = "Đối chiếu báo cáo của đơn vị (Phụ lục 1, 2) với số liệu tổng hợp"
    add_list(book, NAME, _COLUMNS, title, said_of, rows)


def _report(found: Reconciled) -> list[Value]:
    if found.report is None:
        return [None] * (2 + 2 * len(REPORTED))
    figures = found.report.data.get("figures") or {}
    computed = total((found.computed or {}).values())
    return [
        local_date(found.report.time),
        document_words(found.report),
        *(figures.get(name) for name in REPORTED),
        *(wording.counted(computed)),
    ]


def _outcome(found: Reconciled) -> str:
    return "\n".join([status_words(found), *(f"- {difference_words(each)}" for each in found.differences)])
