"""Phụ lục 1 and 2 as a unit sends them (R17): written, re-opened, read cell by cell."""

from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.reporting.domain.summary import ConferenceSummary
from services.reporting.exports import appendix_1, appendix_2
from tests.builders.summary_rows import AS_OF, KNOWN_AT, department, district, figures, petition_line

PLAN = "(Kèm theo Kế hoạch số 85/KH-UBND ngày 05/4/2024 của Ủy ban nhân dân thành phố)"


def first_of(written: bytes) -> Worksheet:
    return load_workbook(BytesIO(written)).worksheets[0]


def on(day: str) -> datetime:
    """The day as a spreadsheet gives it back."""
    return datetime.fromisoformat(day)


def row(sheet: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in sheet[number]]


def test_appendix_1_is_the_plans_form_with_one_row() -> None:
    counts = figures(resolved=3, transferred=1, pending=2)
    summary = ConferenceSummary(
        AS_OF, KNOWN_AT, (department(counts, note="Còn 2 kiến nghị đang giải quyết"),)
    )
    sheet = first_of(appendix_1(summary))
    assert [sheet.cell(number, 1).value for number in range(1, 5)] == [
        "Phụ lục 1",
        "Báo cáo kết quả tổ chức Hội nghị đối thoại doanh nghiệp",
        "tại các Sở, ban, ngành",
        PLAN,
    ]
    assert [(sheet.cell(number, 1).value, sheet.cell(number, 3).value) for number in range(6, 9)] == [
        ("- Đơn vị tổ chức:", "Sở Kế hoạch và Đầu tư"),
        ("- Thời gian tổ chức:", on("2024-06-27")),
        ("- Chuyên đề tổ chức:", "Thủ tục đầu tư"),
    ]
    assert row(sheet, 11) == [
        "Stt", "Tổng số kiến nghị đã tiếp nhận", "Tổng số kiến nghị đã giải quyết triệt để",
        "Tổng số kiến nghị chưa giải quyết triệt để", None, "Ghi chú",
    ]  # fmt: skip
    assert row(sheet, 12)[3:5] == [
        "Tổng số kiến nghị chuyển cơ quan khác giải quyết",
        "Tổng số kiến nghị xin ý kiến chỉ đạo của UBND TP hoặc cơ quan quản lý cấp trên trực tiếp "
        "(đối với các cơ quan Trung ương đóng trên địa bàn thành phố)",
    ]
    assert row(sheet, 13) == [1, 6, 3, 1, 0, "Còn 2 kiến nghị đang giải quyết"]
    assert sheet.max_row == 13
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")


def test_appendix_2_is_the_plans_form_with_the_seven_groups_and_their_total() -> None:
    counts = {"capital": figures(resolved=1), "land": figures(transferred=1, awaiting=1, pending=1)}
    sheet = first_of(appendix_2(ConferenceSummary(AS_OF, KNOWN_AT, district(counts))))
    assert [sheet.cell(number, 1).value for number in range(1, 5)] == [
        "Phụ lục 2",
        "Báo cáo kết quả tổ chức Hội nghị đối thoại doanh nghiệp",
        "tại Ủy ban nhân dân các quận, huyện",
        PLAN,
    ]
    assert [sheet.cell(number, 1).value for number in (6, 7)] == ["- Đơn vị tổ chức:", "- Thời gian tổ chức:"]
    assert sheet["C7"].value == on("2024-06-21")
    assert row(sheet, 10)[:6] == [
        "Stt", "Nhóm kiến nghị", "Tổng số kiến nghị tiếp nhận", "Tổng số kiến nghị đã giải quyết triệt để",
        "Tổng số kiến nghị chưa giải quyết triệt để", None,
    ]  # fmt: skip
    assert row(sheet, 11)[5] == "Tổng số kiến nghị xin ý kiến chỉ đạo của UBND TP"
    assert [row(sheet, number)[:6] for number in (12, 17, 18)] == [
        [1, "Vốn", 1, 1, 0, 0],
        [6, "Đất đai", 3, 0, 1, 1],
        [7, "Lĩnh vực khác", 0, 0, 0, 0],
    ]
    assert row(sheet, 19)[:6] == ["Tổng cộng", None, 4, 1, 1, 1]
    assert str(row(sheet, 19)[6]).startswith("Còn 1 kiến nghị đang giải quyết")


def test_both_carry_their_petitions_on_a_second_sheet() -> None:
    one = ConferenceSummary(AS_OF, KNOWN_AT, (department(),))
    two = ConferenceSummary(AS_OF, KNOWN_AT, district({}))
    for written in (appendix_1(one, [petition_line(1)]), appendix_2(two, [petition_line(1)])):
        sheet = load_workbook(BytesIO(written)).worksheets[1]
        assert sheet["B7"].value == "kn-001"
        assert str(sheet["A2"].value).startswith("Phụ lục ")
