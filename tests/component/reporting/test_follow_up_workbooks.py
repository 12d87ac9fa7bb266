"""What DPI hands on is a file of what its pages and programs are told: to the city (R22), to units (R21)."""

import re
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook

from tests.builders.acts import answered, escalated, received, scheduled
from tests.builders.reporting_side import ReportingSide
from tests.component.reporting.test_follow_up import a_petition_each_way, asked, ids, known
from tests.component.reporting.test_following_up_by_page import BEYOND, URGE, shown
from tests.component.reporting.test_small_year import acts_of_the_year

WAITING, URGED = "beyond-competence", "to-urge"
SHEETS = {WAITING: "Vượt thẩm quyền", URGED: "Đôn đốc"}


async def file(side: ReportingSide, path: str, **query: str) -> Workbook:
    answer = await side.get(f"/api/reports/{path}.xlsx", **query)
    assert answer.status_code == 200, answer.text
    return load_workbook(BytesIO(answer.content))


def rows(book: Workbook) -> list[tuple[Any, ...]]:
    """The numbered ones, without their numbers."""
    (sheet,) = book.worksheets
    return [row[1:] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]


def texts(book: Workbook) -> list[str]:
    return [
        text
        for row in book.worksheets[0].iter_rows(values_only=True)
        for text in row
        if isinstance(text, str)
    ]


@pytest.mark.parametrize("path", [WAITING, URGED])
@pytest.mark.parametrize("year", ["", "2024", "2023"])
async def test_the_file_has_the_petitions_that_programs_are_told_in_their_order(
    side: ReportingSide, path: str, year: str
) -> None:
    await side.tell(acts_of_the_year())
    query = {"year": year} if year else {}
    book, answer = await file(side, path, **query), await asked(side, path, **query)
    assert book.sheetnames == [SHEETS[path]]
    assert [row[0] for row in rows(book)] == ids(answer)
    assert [row[1] for row in rows(book)] == [item["unit_name"] for item in answer["items"]]
    late = sum(item["overdue"] for item in answer["items"])
    counted = f"Tổng số {answer['total']} kiến nghị, trong đó {late} quá hạn trả lời"
    assert (counted in texts(book)) is bool(answer["items"])
    assert any(text.startswith("Không có kiến nghị nào") for text in texts(book)) is not bool(answer["items"])
    assert f"Hội nghị đối thoại doanh nghiệp {f'năm {year}' if year else 'các năm'}" in texts(book)


async def test_the_list_for_the_city_says_whom_each_waits_for_by_which_document_and_for_how_long(
    side: ReportingSide,
) -> None:
    document = {"number": "12/SXD", "date": "2024-06-12"}
    passed_up = escalated("2024-06-12 09:00")
    passed_up = replace(passed_up, data={**passed_up.data, "document": document})
    await side.tell(
        [
            known(scheduled("2024-06-10 08:00")),
            known(received("2024-06-03 09:00")),
            known(passed_up),
        ]
    )
    (row,) = rows(await file(side, WAITING, as_of="2024-07-03T12:00:00+07:00"))
    group, received_on, whom, by, since, waiting, due_on, answered_on, late = row[3:]
    assert (group, whom, by) == ("Đất đai", "UBND thành phố", "12/SXD ngày 12/6/2024")
    assert [f"{day:%Y-%m-%d}" for day in (received_on, since, due_on)] == [
        "2024-06-03", "2024-06-12", "2024-06-28",
    ]  # fmt: skip
    # 13 June to 3 July: fifteen working days; 29 June to 3 July: three.
    assert (waiting, answered_on, late) == (15, None, 3)


async def test_a_units_list_has_what_it_inherited_and_says_who_is_in_charge(side: ReportingSide) -> None:
    """R6: the department of transport is one with that of construction since March 2025."""
    gone, heir = "so-giao-thong-van-tai", "so-xay-dung"
    unresolved = known(answered("2024-06-12 09:00", fully=False, by=gone))
    await side.tell(
        [known(scheduled("2024-06-10 08:00", unit=gone)), known(received("2024-06-03 09:00")), unresolved]
    )
    named = {"so-giao-thong-van-tai": "Sở Giao thông vận tải", "so-xay-dung": "Sở Xây dựng"}
    for unit in (gone, heir):
        book = await file(side, URGED, unit=unit)
        ((petition_id, unit_name, *_, answered_on, late, in_charge),) = rows(book)
        assert (petition_id, unit_name, in_charge) == ("kn-1", named[gone], named[heir])
        assert (f"{answered_on:%Y-%m-%d}", late) == ("2024-06-12", None)
        assert f"Hội nghị đối thoại doanh nghiệp các năm; {named[unit]}" in texts(book)
    assert rows(await file(side, URGED, unit="so-tu-phap")) == []


async def test_a_unit_that_does_not_exist_is_named(side: ReportingSide) -> None:
    await a_petition_each_way(side)
    answer = await side.get("/api/reports/to-urge.xlsx", unit="so-nao-do")
    assert answer.status_code == 422
    assert "unit" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("page", "query", "of"),
    [
        (BEYOND, {}, {}),
        (BEYOND, {"year": "2024"}, {"year": ["2024"]}),
        (URGE, {"don-vi": "so-xay-dung", "year": "2024"}, {"unit": ["so-xay-dung"], "year": ["2024"]}),
    ],
)
async def test_the_file_of_a_page_has_what_was_on_it_whatever_came_since(
    side: ReportingSide,
    web: httpx.AsyncClient,
    dpi: dict[str, str],
    page: str,
    query: dict[str, str],
    of: dict[str, list[str]],
) -> None:
    await a_petition_each_way(side)
    found = await shown(web, dpi, page, **query)
    (link,) = [unescape(each) for each in found.links if ".xlsx" in each]
    asked_for = parse_qs(urlsplit(link).query)
    assert {name: value for name, value in asked_for.items() if name not in ("as_of", "known_at")} == of
    before = re.findall(r'class="called">([^<]+)<', found.html)
    later = known(received("2024-06-03 10:00", petition="kn-9"), f"{side.clock.now():%Y-%m-%d %H:%M}")
    await side.tell([later, known(escalated("2024-06-11 09:00"), petition="kn-9")])
    answer = await web.get(link)
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    assert [row[0] for row in rows(load_workbook(BytesIO(answer.content)))] == before
