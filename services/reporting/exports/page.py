"""What paper is a form printed on? A4 with the margins, type and page numbers of decree 30/2020, fit
to its width."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Times New Roman"
BODY_SIZE, TITLE_SIZE = 12, 14
A4_MM = (210, 297)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM, _EDGE_MM = 20, 20, 30, 15, 10
_INCHES = 1 / 25.4
_PAGE_NUMBER_SIZE = 13


def new_workbook() -> Workbook:
    """A workbook without a sheet yet."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    # A column's width is counted in digits of the workbook's own font: it must be the forms' too.
    font = Font(name=FONT, size=BODY_SIZE)
    styles: Any = book
    styles._fonts = IndexedList([font])
    styles._named_styles["Normal"].font = font
    book.properties.creator = "Nền tảng đối thoại doanh nghiệp thành phố Hải Phòng"
    return book


def to_bytes(book: Workbook) -> bytes:
    """The workbook as an .xlsx file."""
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def set_up(sheet: Worksheet, *, landscape: bool) -> None:
    """Makes the sheet ready to print."""
    setup = sheet.page_setup
    setup.paperSize = int(sheet.PAPERSIZE_A4)
    setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup.fitToWidth, setup.fitToHeight = 1, 0
    setup.firstPageNumber, setup.useFirstPageNumber = 1, True
    margins = sheet.page_margins
    margins.top, margins.bottom = TOP_MM * _INCHES, BOTTOM_MM * _INCHES
    margins.left, margins.right = LEFT_MM * _INCHES, RIGHT_MM * _INCHES
    margins.header = margins.footer = _EDGE_MM * _INCHES
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    # Decree 30: each appendix numbered from 1, at the top in the middle, the first page silently.
    sheet.HeaderFooter.differentFirst = True
    number = HeaderFooterItem()
    number.center.text, number.center.font, number.center.size = "&P", f"{FONT},Regular", _PAGE_NUMBER_SIZE
    sheet.HeaderFooter.oddHeader = number
