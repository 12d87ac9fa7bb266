"""Where does a page end? Never inside a conference's rows, if they fit on one page at all."""

from collections.abc import Iterable
from itertools import pairwise

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from services.reporting.exports.page import A4_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM, TOP_MM

_POINTS = 72 / 25.4
_DIGIT = 6.0
"""How many points wide a digit of the forms' type is, in which columns are counted."""
_SAFETY = 0.97
"""Spreadsheets measure a little differently: better a page that ends early than one that breaks a row."""
_DEFAULT_HEIGHT = 15.0


def paginate(sheet: Worksheet, together: Iterable[int], *, head: tuple[int, int]) -> None:
    """Sets the page breaks of a landscape sheet; a page may begin at the rows `together` names and
    nowhere else."""
    capacity = _capacity(sheet)
    repeated = _height(sheet, head[0], head[1] + 1)
    used = _height(sheet, 1, head[1] + 1)
    for first, after in pairwise([*together, sheet.max_row + 1]):
        height = _height(sheet, first, after)
        if used + height > capacity and used > repeated:
            sheet.row_breaks.append(Break(id=first - 1))
            used = repeated
        used += height


def _capacity(sheet: Worksheet) -> float:
    """How many points of rows a page holds, after the sheet was made as narrow as the paper."""
    height, width = A4_MM
    wide = sum(each.width * _DIGIT for each in sheet.column_dimensions.values())
    scale = min(1.0, (width - LEFT_MM - RIGHT_MM) * _POINTS / wide)
    return (height - TOP_MM - BOTTOM_MM) * _POINTS / scale * _SAFETY


def _height(sheet: Worksheet, first: int, after: int) -> float:
    return sum(sheet.row_dimensions[row].height or _DEFAULT_HEIGHT for row in range(first, after))
