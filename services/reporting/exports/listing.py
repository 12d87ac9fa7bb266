"""How is a list drawn, one numbered line each? Its title, what it is of, its head that stays, its lines."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.wording import short_quarter_words
from services.reporting.exports import page
from services.reporting.exports.form_sheet import Column, FormSheet, Value
from shared.dialogue.groups import LABELS

NUMBER = Column("Stt", 6, centred=True)
PETITION = (
    Column("Mã kiến nghị", 22),
    Column("Đơn vị tổ chức hội nghị", 24),
    Column("Quý của hội nghị", 10, centred=True),
    Column("Nhóm kiến nghị", 18),
)
"""Which petition a line is of; `petition_cells` fills them."""


def add_list(
    book: Workbook,
    name: str,
    columns: Sequence[Column],
    title: str,
    said_of: Sequence[str],
    rows: Iterable[Sequence[Value]],
    counted: str = "",
) -> None:
    """Adds a sheet of this name. `columns` are those of `rows`: the number is put before them.

    `said_of`: of what the list is, and of when; `counted`: how much is in it.
    """
    form = FormSheet(book, name, (NUMBER, *columns), landscape=True)
    form.line(title, bold=True, size=page.TITLE_SIZE)
    for text in said_of:
        form.line(text, italic=True)
    if counted:
        form.line(counted)
    form.line("")
    form.head()
    top = form.row
    for number, values in enumerate(rows, start=1):
        form.values([number, *values])
    form.sheet.freeze_panes = f"A{top + 1}"


def petition_cells(line: PetitionLine, quarter: str) -> Sequence[Value]:
    """The cells of `PETITION`."""
    return line.petition_id, line.unit_name, short_quarter_words(quarter), LABELS[line.group]
