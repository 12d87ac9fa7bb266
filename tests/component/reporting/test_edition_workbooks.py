"""An edition can be had as a workbook, of what was frozen and nothing else (R20, R29)."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from tests.builders.acts import answered, corrected
from tests.builders.editions import (
    AS_OF,
    EDITIONS,
    FIRST,
    SECOND,
    compiled,
    difference,
    first_told,
    recorded,
)
from tests.builders.reporting_side import ReportingSide


async def workbook(side: ReportingSide, path: str, **query: str) -> dict[str, list[tuple[Any, ...]]]:
    """Its sheets' values by name."""
    found = await side.get(f"/api/reports/quarters/{path}", **query)
    assert found.status_code == 200, found.text
    book = load_workbook(BytesIO(found.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


async def test_an_editions_workbook_says_what_was_frozen_whatever_is_recorded_since(
    side: ReportingSide,
) -> None:
    await side.tell(first_told())
    told = await compiled(side)
    before = await workbook(side, "2024-Q2.xlsx", as_of=AS_OF)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    frozen = await workbook(side, "2024-Q2/editions/1.xlsx")
    said = [row for row in frozen["Phụ lục 3"] if str(row[0]).startswith("(Bản tổng hợp số 1, chốt lúc ")]
    assert len(said) == 1
    assert told["sha256"] in said[0][0]
    assert [row for row in frozen["Phụ lục 3"] if row != said[0]] == before["Phụ lục 3"]
    assert frozen["Kiến nghị"] == before["Kiến nghị"]
    assert await workbook(side, "2024-Q2.xlsx", as_of=AS_OF) != before
    assert (await side.get(f"{EDITIONS}/2.xlsx")).status_code == 404


async def test_an_answers_document_that_came_later_is_no_difference_of_figures(side: ReportingSide) -> None:
    told = [*first_told(), *recorded(FIRST, answered("2024-06-12 09:00"))]
    await side.tell(told)
    await compiled(side)
    document = {"number": "77/SXD", "date": "2024-06-12"}
    await side.tell(recorded(SECOND, corrected(told[-1], document=document)))
    await compiled(side)
    assert (await difference(side))["petitions"] == []
