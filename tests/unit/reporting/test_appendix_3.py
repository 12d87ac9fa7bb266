"""Phụ lục 3 as DPI opens it (R20, R27): written, re-opened, read cell by cell."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from unicodedata import is_normalized, normalize

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.reporting.domain.summary import QuarterSummary
from services.reporting.exports import appendix_3
from tests.builders.summary_rows import department, district, figures, petition_line, quarter

DEPARTMENT = figures(resolved=4, transferred=1, awaiting=2, pending=3, overdue=1)
DISTRICT = figures(resolved=1, pending=1)
HEAD = 8
"""The first of the two rows of the head."""


def opened(summary: QuarterSummary) -> Worksheet:
    return load_workbook(BytesIO(appendix_3(summary)))["Phụ lục 3"]


def on(day: str) -> datetime:
    """The day as a spreadsheet gives it back."""
    return datetime.fromisoformat(day)


def row(sheet: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in sheet[number]]


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    rows = (department(DEPARTMENT, note="Còn 3 kiến nghị đang giải quyết; 1 quá hạn"),)
    return opened(quarter(rows, district({"land": DISTRICT}, theme="Đất đai")))


def test_it_opens_with_the_titles_of_the_plan_the_quarter_and_the_moment_of_its_figures(
    sheet: Worksheet,
) -> None:
    assert [sheet.cell(number, 1).value for number in range(1, 7)] == [
        "Phụ lục 3",
        "Báo cáo tổng hợp kết quả tổ chức Hội nghị đối thoại doanh nghiệp",
        "hàng quý tại các Sở, ban, ngành, quận, huyện",
        "(Kèm theo Kế hoạch số 85/KH-UBND ngày 05/4/2024 của Ủy ban nhân dân thành phố)",
        "Quý II năm 2024",
        "(Số liệu tính đến 12:00 ngày 15/7/2024, theo thông tin đã ghi nhận đến 09:00 ngày 03/3/2025)",
    ]


def test_the_head_is_the_plans_two_rows_merged_as_there(sheet: Worksheet) -> None:
    assert row(sheet, HEAD) == [
        "Stt", "Đơn vị tổ chức hội nghị", "Chuyên đề tổ chức", "Thời gian tổ chức", "Nhóm kiến nghị",
        "Tổng số kiến nghị đã tiếp nhận", "Tổng số kiến nghị đã giải quyết triệt để",
        "Tổng số kiến nghị chưa giải quyết triệt để", None, "Ghi chú",
    ]  # fmt: skip
    assert row(sheet, HEAD + 1)[7:9] == [
        "Tổng số kiến nghị chuyển cơ quan khác giải quyết",
        "Tổng số kiến nghị xin ý kiến chỉ đạo của UBND TP hoặc cơ quan quản lý cấp trên trực tiếp "
        "(đối với các cơ quan Trung ương đóng trên địa bàn thành phố)",
    ]
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {f"{column}8:{column}9" for column in "ABCDEFGJ"} | {"H8:I8"} <= merged
    assert sheet.print_title_rows == "$8:$9"


def test_section_one_has_one_row_a_conference_with_its_groups(sheet: Worksheet) -> None:
    assert row(sheet, 10)[:2] == ["I", "Sở, ban, ngành"]
    assert row(sheet, 11) == [
        1, "Sở Kế hoạch và Đầu tư", "Thủ tục đầu tư", on("2024-06-27"),
        "Cơ chế chính sách, Thủ tục hành chính", 10, 4, 1, 2, "Còn 3 kiến nghị đang giải quyết; 1 quá hạn",
    ]  # fmt: skip
    assert sheet["D11"].number_format == "dd/m/yyyy"


def test_section_two_has_the_seven_groups_with_zeros_and_says_unit_theme_and_time_once(
    sheet: Worksheet,
) -> None:
    assert row(sheet, 13)[:2] == ["II", "Ủy ban nhân dân quận, huyện"]
    assert row(sheet, 14)[:5] == [1, "Ủy ban nhân dân huyện An Lão", "Đất đai", on("2024-06-21"), "Vốn"]
    assert [row(sheet, number)[0] for number in range(14, 21)] == [1, 2, 3, 4, 5, 6, 7]
    assert [row(sheet, number)[4] for number in range(14, 21)] == [
        "Vốn", "Lãi suất", "Tín dụng", "Cơ chế chính sách", "Thủ tục hành chính", "Đất đai", "Lĩnh vực khác",
    ]  # fmt: skip
    assert [row(sheet, number)[5:9] for number in (14, 19, 20)] == [[0, 0, 0, 0], [2, 1, 0, 0], [0, 0, 0, 0]]
    assert {"B14:B20", "C14:C20", "D14:D20"} <= {str(each) for each in sheet.merged_cells.ranges}


def test_each_section_and_the_sheet_end_with_totals_whose_note_makes_them_add_up(sheet: Worksheet) -> None:
    assert [row(sheet, number)[0] for number in (12, 21, 22)] == ["Cộng mục I", "Cộng mục II", "Tổng cộng"]
    assert row(sheet, 12)[5:9] == [10, 4, 1, 2]
    assert row(sheet, 21)[5:9] == [2, 1, 0, 0]
    assert row(sheet, 22)[5:9] == [12, 5, 1, 2]
    # R24: 12 = 5 + 1 + 2 + 4 pending.
    assert str(sheet["J22"].value).startswith("Còn 4 kiến nghị đang giải quyết")


def test_a_note_that_all_seven_rows_share_is_said_once() -> None:
    rows = tuple(replace(each, note="Chưa diễn ra") for each in district({}))
    found = opened(quarter((), rows))
    assert "J13:J19" in {str(each) for each in found.merged_cells.ranges}


def test_a_note_that_counts_petitions_stands_in_its_own_row_though_all_seven_are_alike() -> None:
    note = "Còn 1 kiến nghị đang giải quyết"
    rows = tuple(replace(each, figures=figures(pending=1), note=note) for each in district({}))
    found = opened(quarter((), rows))
    assert [row(found, number)[9] for number in range(13, 20)] == [note] * 7


def test_a_quarter_without_conferences_still_has_both_sections_and_zeros() -> None:
    found = opened(quarter((), ()))
    assert [row(found, number)[0] for number in range(10, 15)] == [
        "I",
        "Cộng mục I",
        "II",
        "Cộng mục II",
        "Tổng cộng",
    ]
    assert row(found, 14)[5:] == [0, 0, 0, 0, None]


def test_it_prints_on_a4_across_with_the_margins_of_decree_30(sheet: Worksheet) -> None:
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    millimetres = {
        name: round(getattr(sheet.page_margins, name) * 25.4) for name in ("top", "bottom", "left", "right")
    }
    assert millimetres == {"top": 20, "bottom": 20, "left": 30, "right": 15}
    assert sheet.HeaderFooter.differentFirst
    assert str(sheet.HeaderFooter.oddHeader) == '&C&"Times New Roman,Regular"&13 &P'
    assert {cell.font.name for line in sheet.iter_rows() for cell in line if cell.value is not None} == {
        "Times New Roman"
    }
    assert all(
        sheet.cell(number, column).border.left.style for number in (8, 11, 14, 22) for column in (1, 6, 10)
    )


def test_a_page_never_ends_inside_a_districts_seven_rows() -> None:
    conferences = [district({}, conference_id=f"hn-an-lao-2024-{number}") for number in range(1, 13)]
    found = opened(quarter((department(),), tuple(row for each in conferences for row in each)))
    ends = [each.id for each in found.row_breaks.brk]
    first_rows = [cell.row for cell in found["A"] if cell.value == 1 and cell.row > 12]
    assert len(first_rows) == 12
    assert ends
    # A section's opening row goes with its first conference.
    assert {end + 1 for end in ends} <= {first_rows[0] - 1, *first_rows[1:], found.max_row - 1, found.max_row}
    assert found.page_setup.fitToHeight == 0


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "{=1}"])
def test_text_from_outside_is_never_a_formula(text: str) -> None:
    sheet = opened(quarter((department(theme=text),), district({}, theme=text)))
    for place in ("C11", "C14"):
        assert sheet[place].value == text
        assert sheet[place].data_type == "s"


def test_what_no_file_can_carry_is_replaced_where_one_sees_it() -> None:
    sheet = opened(quarter((department(theme="a\x00b\x0bc\ud800d\uffffe"),), ()))
    assert sheet["C11"].value == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c" + (
        "\N{REPLACEMENT CHARACTER}d\N{REPLACEMENT CHARACTER}e"
    )


def test_text_is_composed_and_cut_to_what_a_cell_holds() -> None:
    sheet = opened(
        quarter((department(theme=normalize("NFD", "Lãi suất")), department(theme="ă" * 40_000)), ())
    )
    assert is_normalized("NFC", str(sheet["C11"].value))
    assert len(str(sheet["C12"].value)) == 32_767
    assert (sheet.row_dimensions[12].height or 0) <= 409


def test_the_petitions_behind_the_figures_stand_on_the_second_sheet() -> None:
    lines = [
        petition_line(1),
        petition_line(2, state="resolved", overdue=False, answered_on=date(2024, 7, 1), document="=9/UBND"),
    ]
    book = load_workbook(BytesIO(appendix_3(quarter((), ()), lines)))
    assert book.sheetnames == ["Phụ lục 3", "Kiến nghị"]
    sheet = book["Kiến nghị"]
    assert [sheet.cell(number, 1).value for number in (1, 2)] == [
        "Danh sách kiến nghị",
        "Phụ lục 3, Quý II năm 2024",
    ]
    assert row(sheet, 7) == [
        1, "kn-001", "Sở Kế hoạch và Đầu tư", "hn-skhvdt-2024-2", "Cơ chế chính sách", "Đang giải quyết",
        on("2024-06-20"), on("2024-07-08"), None, None, "Quá hạn",
    ]  # fmt: skip
    assert row(sheet, 8)[5:] == [
        "Đã giải quyết triệt để", on("2024-06-20"), on("2024-07-08"), on("2024-07-01"),
        "=9/UBND", None,
    ]  # fmt: skip
    assert sheet["J8"].data_type == "s"
