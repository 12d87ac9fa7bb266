"""What does somebody before a browser see, and can everybody use it? The front page in a real Chromium."""

from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser.conftest import NARROW, WIDE, City

SIZES = [pytest.param(WIDE, id="1200 px"), pytest.param(NARROW, id="390 px")]


async def test_without_a_token_nothing_is_shown(browser: Any, city: City) -> None:
    page = await browser.new_page()
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status))
    # A browser without a head can ask nobody for the password, and says so.
    with pytest.raises(import_module("playwright.async_api").Error, match="INVALID_AUTH"):
        await page.goto(city.http + "/")
    assert answers == [401]


async def test_the_overdue_table_says_what_the_list_of_overdue_petitions_says(
    city: City, visit: Callable[..., Any]
) -> None:
    listed = city.get("/api/deadlines/overdue-petitions")
    assert listed["total"] > 0
    async with visit("/", WIDE) as seen:
        rows = seen.page.locator("#qua-han tbody tr:not(.total)")
        shown = [
            (await row.locator("th").inner_text(), int(await row.locator("td.sum").inner_text()))
            for row in await rows.all()
        ]
        total = await seen.page.locator("#qua-han .lead .late").inner_text()
    assert int(total) == listed["total"] == sum(count for _, count in shown)
    by_unit = Counter(item["unit_id"] for item in listed["items"])
    assert sorted(by_unit.values()) == sorted(count for _, count in shown)


async def test_a_quarter_is_chosen_by_the_keyboard_and_its_workbook_has_the_figures_of_the_page(
    city: City, visit: Callable[..., Any], tmp_path: Path
) -> None:
    async with visit("/", WIDE) as seen:
        page = seen.page
        await page.locator("#quy").focus()
        while await page.locator("#quy").input_value() != "2024-Q3":
            await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**quarter=2024-Q3*")
        assert await page.locator("#tong-hop h3").first.inner_text() == "Quý III năm 2024"
        cells = await page.locator("#tong-hop dl.sums dd").all_inner_texts()
        async with page.expect_download() as waiting:
            await page.locator("#tong-hop a.download").click()
        book = tmp_path / "phu-luc-3.xlsx"
        await (await waiting.value).save_as(book)
    shown = [int(text) for text in cells]
    sheet = openpyxl.load_workbook(book).worksheets[0]
    totals = [
        [cell for cell in row if isinstance(cell, int)]
        for row in sheet.iter_rows(values_only=True)
        if any(isinstance(cell, str) and cell.casefold().startswith("tổng") for cell in row)
    ]
    # The form's four columns; what is in hand and what is overdue stand in its notes.
    assert shown[:4] in totals


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_runs_over_the_edge(size: dict[str, int], visit: Callable[..., Any]) -> None:
    async with visit("/?quarter=2024-Q4", size) as seen:
        wide = await seen.page.evaluate("document.documentElement.scrollWidth")
        over = await seen.page.evaluate(
            "Array.from(document.querySelectorAll('main *')).filter(e => e.getClientRects().length"
            " && e.getBoundingClientRect().right > window.innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"
        )
    assert wide <= size["width"]
    assert over == []


@pytest.mark.parametrize("size", SIZES)
async def test_whoever_can_not_see_or_point_can_use_it_too(
    size: dict[str, int], visit: Callable[..., Any]
) -> None:
    axe = import_module("axe_playwright_python.async_playwright").Axe()
    async with visit("/?quarter=2024-Q4", size) as seen:
        found = await axe.run(seen.page)
    assert found.violations_count == 0, found.generate_report()


async def test_the_first_tab_leads_past_the_header(visit: Callable[..., Any]) -> None:
    async with visit("/", WIDE) as seen:
        await seen.page.keyboard.press("Tab")
        assert await seen.page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
        await seen.page.keyboard.press("Enter")
        assert seen.page.url.endswith("#noi-dung")


async def test_the_page_asks_nobody_else_for_anything_and_its_browser_has_no_complaint(
    city: City, visit: Callable[..., Any]
) -> None:
    async with visit("/", WIDE) as seen:
        await seen.page.wait_for_load_state("networkidle")
    assert [address for address in seen.asked if not address.startswith(city.http)] == []
    assert [said for said in seen.complaints if "401" not in said and "favicon" not in said] == []


async def test_a_quarter_that_is_none_is_said_to_be_none(visit: Callable[..., Any]) -> None:
    async with visit("/?quarter=2024-Q9", NARROW) as seen:
        said = await seen.page.locator("[role=status]").inner_text()
    assert "2024-Q2" in said
    assert "không hợp lệ" in said
