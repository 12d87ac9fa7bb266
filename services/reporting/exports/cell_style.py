"""How does a cell of a form look, and what of it is left where cells are merged? Each look is made once a
workbook: openpyxl compares what is set with every font and border it has, and a form has thousands of cells.
"""

from copy import copy
from datetime import date
from typing import Any, NamedTuple

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from services.reporting.exports import page

_EDGE = Side(style="thin")
BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


class Look(NamedTuple):
    """What distinguishes one look from another."""

    align: str
    bold: bool = False
    italic: bool = False
    size: int = page.BODY_SIZE
    bordered: bool = False
    shown: str = "General"
    """A spreadsheet's own format of the value."""


def shown_as(value: object) -> str:
    """How a value is shown: a day as `full_day` writes it, so that a form has one way to write days."""
    if not isinstance(value, date):
        return "General"
    return "dd/mm/yyyy" if value.month < 3 else "dd/m/yyyy"


class Edges(NamedTuple):
    """On which edges of a merged range a cell lies."""

    top: bool
    left: bool
    bottom: bool
    right: bool


class Looks:
    """The looks of one workbook's cells."""

    def __init__(self) -> None:
        self._made: dict[Look | Edges, Any] = {}

    def dress(self, cell: Cell, look: Look) -> None:
        """Makes the cell look so."""
        made: Any = self._made.get(look)
        if made is None:
            cell.font = Font(name=page.FONT, size=look.size, bold=look.bold, italic=look.italic)
            cell.alignment = Alignment(horizontal=look.align, vertical="center", wrap_text=True)
            if look.bordered:
                cell.border = BORDER
            cell.number_format = look.shown
            made = self._made[look] = copy(cell._style)  # pyright: ignore[reportPrivateUsage, reportUnknownArgumentType, reportAttributeAccessIssue]
        cell._style = copy(made)  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]

    def merge(self, sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
        """Makes one cell of the range, which keeps its outer border if its first cell has one."""
        bordered = sheet.cell(top, left).border.left.style is not None
        cells: Any = sheet._cells  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) == (top, left):
                    continue
                covered = MergedCell(sheet, row, column)
                if bordered:
                    self._edge(covered, Edges(row == top, column == left, row == bottom, column == right))
                cells[row, column] = covered
        # Not by `merge_cells`: it asks of all ranges so far whether they have this one already.
        sheet.merged_cells.ranges.add(MergedCellRange(sheet, _named(top, left, bottom, right)))

    def _edge(self, covered: MergedCell, edges: Edges) -> None:
        made: Any = self._made.get(edges)
        if made is None:
            top, left, bottom, right = (_EDGE if on else None for on in edges)
            covered.border = Border(top=top, left=left, bottom=bottom, right=right)
            made = self._made[edges] = copy(covered._style)  # pyright: ignore[reportPrivateUsage, reportUnknownArgumentType, reportAttributeAccessIssue]
        covered._style = copy(made)  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]


def _named(top: int, left: int, bottom: int, right: int) -> str:
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
