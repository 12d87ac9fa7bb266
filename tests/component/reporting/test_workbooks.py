"""The forms come as workbooks of the very figures that the JSON says, with the petitions behind them."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.builders.acts import CONFERENCE, act, held, received, scheduled
from tests.builders.reporting_side import ReportingSide

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_OF = "2024-09-01T12:00:00+07:00"


async def workbook(side: ReportingSide, path: str, name: str) -> Workbook:
    found = await side.get(path, as_of=AS_OF)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == XLSX
    assert found.headers["content-disposition"] == f'attachment; filename="{name}"'
    return load_workbook(BytesIO(found.content))


def texts(book: Workbook, sheet: str) -> list[str]:
    return [
        str(value) for row in book[sheet].iter_rows(values_only=True) for value in row if value is not None
    ]


async def tell(side: ReportingSide, unit: str) -> None:
    await side.tell(
        [
            scheduled("2024-06-10 08:00", unit=unit),
            held("2024-06-10 12:00"),
            received("2024-06-03 09:00"),
            received("2024-06-04 09:00", "credit", petition="kn-2"),
            act(
                "PetitionAnswered", "2024-06-12 09:00", petition_id="kn-2", mode="written",
                fully_resolved=True, document={"number": "77/SXD", "date": "2024-06-12"},
            ),
            received("2024-06-05 09:00", "credit", petition="kn-3"),
            act("PetitionRefused", "2024-06-06 09:00", petition_id="kn-3", reason="judicial"),
        ]
    )  # fmt: skip


async def test_the_quarter_as_a_workbook_lists_the_petitions_behind_its_figures(side: ReportingSide) -> None:
    await tell(side, "so-xay-dung")
    book = await workbook(side, "/api/reports/quarters/2024-Q2.xlsx", "phu-luc-3-2024-Q2.xlsx")
    assert "Còn 1 kiến nghị đang giải quyết; 1 quá hạn; 1 kiến nghị bị từ chối" in texts(book, "Phụ lục 3")
    lines = texts(book, "Kiến nghị")
    assert [line for line in lines if line.startswith("kn-")] == ["kn-1", "kn-2", "kn-3"]
    assert "77/SXD ngày 12/6/2024" in lines
    assert "Quá hạn" in lines[lines.index("kn-1") :]


@pytest.mark.parametrize(("unit", "form"), [("so-xay-dung", 1), ("dist-an-lao", 2)])
async def test_a_conference_is_reported_in_the_form_of_its_unit(
    side: ReportingSide, unit: str, form: int
) -> None:
    await tell(side, unit)
    answer = (await side.get(f"/api/reports/conferences/{CONFERENCE}/appendix", as_of=AS_OF)).json()
    assert (answer["appendix"], answer["totals"]["received"]) == (form, 2)
    assert len(answer["rows"]) == (1 if form == 1 else 7)
    path = f"/api/reports/conferences/{CONFERENCE}/appendix.xlsx"
    book = await workbook(side, path, f"phu-luc-{form}-{CONFERENCE}.xlsx")
    assert book.sheetnames[0] == f"Phụ lục {form}"
