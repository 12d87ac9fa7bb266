"""How is a form of the plan drawn? From top to bottom: lines, what is asked above the table, its two-
row head, its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from services.reporting.exports import page, text_width
from services.reporting.exports.cell_style import BORDER, Look, Looks, shown_as
from services.reporting.exports.text_cells import write_text

_LINE_HEIGHT, _PADDING, _TALLEST = 15.5, 5.0, 409.0

Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head as the plan has it, its width in characters, and the head above it that it
    shares."""

    head: str
    width: float
    under: str | None = None
    centred: bool = False


class FormSheet:
    """One sheet while it is written; `row` is the last row that is."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[Column], *, landscape: bool) -> None:
        self.sheet: Worksheet = book.create_sheet(name)
        self.columns = tuple(columns)
        self.row = 0
        self.page_starts: list[int] = []
        """The rows of the table at which a page may begin."""
        self._opened_section = False
        self.head_rows = (0, 0)
        self._looks = Looks()
        for place, column in enumerate(self.columns, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = column.width
        page.set_up(self.sheet, landscape=landscape)

    def line(
        self, text: str, *, bold: bool = False, italic: bool = False, size: int = page.BODY_SIZE
    ) -> None:
        """One centred line across the whole sheet; an empty one is a gap."""
        self.row += 1
        if not text:
            return
        self._write(self.row, 1, text, bold=bold, italic=italic, size=size, align="center")
        self._merge(self.row, 1, self.row, len(self.columns))
        taken = self._lines(text, 1, len(self.columns), bold=bold, size=size)
        self._grow(self.row, size / page.BODY_SIZE * taken)

    def asked(self, label: str, value: Value, *, label_columns: int) -> None:
        """A line of the form's opening: what is asked, and the answer beside it."""
        self.row += 1
        first = label_columns + 1
        self._write(self.row, 1, label, align="left")
        self._write(self.row, first, value, align="left")
        self._merge(self.row, 1, self.row, label_columns)
        self._merge(self.row, first, self.row, len(self.columns))
        self._grow(self.row, self._lines(value, first, len(self.columns)))

    def head(self) -> None:
        """The head of the table in two rows, repeated on every printed page."""
        first, second = self.row + 1, self.row + 2
        shared: dict[str, list[int]] = {}
        tallest = {first: 1, second: 1}
        for place, column in enumerate(self.columns, start=1):
            row = first if column.under is None else second
            self._write(row, place, column.head, bold=True, align="center")
            if column.under is None:
                self._merge(first, place, second, place)
            else:
                shared.setdefault(column.under, []).append(place)
                tallest[second] = max(tallest[second], self._lines(column.head, place, place, bold=True))
        for text, places in shared.items():
            self._write(first, places[0], text, bold=True, align="center")
            self._merge(first, places[0], first, places[-1])
            tallest[first] = max(tallest[first], self._lines(text, places[0], places[-1], bold=True))
        for row, lines in tallest.items():
            self._border(row)
            self._grow(row, lines)
        self.row = second
        for place in range(1, len(self.columns) + 1):
            self._fit_merged(first, place, bold=True)
        self.head_rows = (first, second)
        self.sheet.print_title_rows = f"{first}:{second}"

    def values(self, values: Sequence[Value], *, bold: bool = False) -> None:
        """One row of the table."""
        self.row += 1
        for place, (value, column) in enumerate(zip(values, self.columns, strict=True), start=1):
            centred = column.centred or (value is not None and not isinstance(value, str))
            align = "center" if centred else "left"
            self._write(self.row, place, value, bold=bold, align=align, bordered=True)
            self._grow(self.row, self._lines(value, place, place, bold=bold))
        if not self._opened_section:
            self.page_starts.append(self.row)
        self._opened_section = False

    def keep_together(self, first_row: int) -> None:
        """From `first_row` to the present row no page ends."""
        self.page_starts = [row for row in self.page_starts if row <= first_row]

    def banner(self, number: str, text: str) -> None:
        """A row that opens a section: its number, and its name across the rest."""
        self.values([number, text, *[None] * (len(self.columns) - 2)], bold=True)
        self._merge(self.row, 2, self.row, len(self.columns))
        self.sheet.row_dimensions[self.row].height = _LINE_HEIGHT + _PADDING
        self._opened_section = True

    def totals(self, text: str, label_columns: int, values: Sequence[Value]) -> None:
        """A row of sums, its label across the columns that have none; on the page of what it sums up."""
        self.values([None] * label_columns + list(values), bold=True)
        self.keep_together(self.row - 1)
        self._write(self.row, 1, text, bold=True, align="center", bordered=True)
        self._merge(self.row, 1, self.row, label_columns)

    def say_once(self, place: int, first_row: int, value: Value) -> None:
        """One cell of a column from `first_row` to the present row, tall enough for what it says."""
        centred = value is not None and not isinstance(value, str)
        self._write(first_row, place, value, align="center" if centred else "left", bordered=True)
        self._merge(first_row, place, self.row, place)
        self._fit_merged(first_row, place)

    def _fit_merged(self, first_row: int, place: int, *, bold: bool = False) -> None:
        rows = self.row - first_row + 1
        taken = self._lines(self.sheet.cell(first_row, place).value, place, place, bold=bold)
        height = taken * _LINE_HEIGHT + _PADDING
        missing = height - sum(
            self.sheet.row_dimensions[row].height or 0 for row in range(first_row, self.row + 1)
        )
        if missing > 0:
            for row in range(first_row, self.row + 1):
                dimension = self.sheet.row_dimensions[row]
                dimension.height = min(_TALLEST, (dimension.height or 0) + missing / rows)

    def _write(
        self,
        row: int,
        place: int,
        value: Value,
        *,
        align: str,
        bold: bool = False,
        italic: bool = False,
        size: int = page.BODY_SIZE,
        bordered: bool = False,
    ) -> None:
        cell = self.sheet.cell(row, place)
        assert isinstance(cell, Cell)
        self._looks.dress(cell, Look(align, bold, italic, size, bordered, shown_as(value)))
        if isinstance(value, str):
            write_text(cell, value)
        else:
            cell.value = value

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self._looks.merge(self.sheet, top, left, bottom, right)

    def _border(self, row: int) -> None:
        for place in range(1, len(self.columns) + 1):
            self.sheet.cell(row, place).border = BORDER

    def _lines(
        self, value: object, first: int, last: int, *, bold: bool = False, size: int = page.BODY_SIZE
    ) -> int:
        """How many lines a text takes across these columns."""
        if not isinstance(value, str):
            return 1
        width = sum(column.width for column in self.columns[first - 1 : last])
        return text_width.lines(value, width * page.BODY_SIZE / size, bold=bold)

    def _grow(self, row: int, lines: float) -> None:
        dimension = self.sheet.row_dimensions[row]
        dimension.height = min(_TALLEST, max(dimension.height or 0, lines * _LINE_HEIGHT + _PADDING))
