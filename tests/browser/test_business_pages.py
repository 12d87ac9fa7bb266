"""What does a business do with its browser alone? It finds, registers, petitions and follows (R7)."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

import pytest

from tests.browser.conftest import NARROW, WIDE, City

SIZES = [pytest.param(WIDE, id="1200 px"), pytest.param(NARROW, id="390 px")]
UNIT, CONFERENCE = "so-xay-dung", "hn-trinh-duyet"
SCHEDULED: dict[str, Any] = {
    "specversion": "1.0", "id": "trinh-duyet-1", "source": f"/units/{UNIT}",
    "type": "vn.haiphong.doithoai.ConferenceScheduled.v1", "time": "2025-03-01T09:00:00+07:00",
    "data": {
        "conference_id": CONFERENCE, "unit_id": UNIT, "theme": "Cấp phép xây dựng trên mạng",
        "starts_at": "2025-04-10T08:00:00+07:00", "venue": "Hội trường Sở Xây dựng", "format": "in_person",
        "reception_deadline": "2025-04-03",
    },
}  # fmt: skip
POSTED: dict[str, Any] = {
    "specversion": "1.0", "id": "trinh-duyet-2", "source": f"/units/{UNIT}",
    "type": "vn.haiphong.doithoai.NoticePosted.v1", "time": "2025-03-02T09:00:00+07:00",
    "data": {
        "conference_id": CONFERENCE, "channel": "portal", "registration_instructions": "Đăng ký tại đây",
        "url": "https://example.invalid/" + "mot-dia-chi-rat-dai" * 8,
    },
}  # fmt: skip
OVER = """
Array.from(document.querySelectorAll('body *'))
    .filter(e => e.getClientRects().length && !e.closest('.skip, .out'))
    .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def announced(city: City) -> City:
    """The city, in which one more conference is to come."""
    city.run("publish", "-", given="\n".join(json.dumps(event) for event in (SCHEDULED, POSTED)))
    city.run("drain")
    return city


@pytest.fixture
def business(browser: Any, announced: City) -> Callable[..., Any]:
    """`async with business(WIDE) as page:` a browser without any login."""

    @asynccontextmanager
    async def asking(size: dict[str, int]) -> AsyncIterator[Any]:
        context = await browser.new_context(viewport=size, locale="vi-VN")
        page = await context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda told: said.append(told.text))
        yield page
        assert [address for address in asked if not address.startswith(announced.http)] == []
        refused = ("status of 4", "favicon")
        assert [text for text in said if not any(part in text for part in refused)] == []
        await context.close()

    return asking


async def fits(page: Any, size: dict[str, int]) -> None:
    """Nothing runs over the edge, and axe finds nothing."""
    await page.wait_for_load_state("networkidle")
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
    assert await page.evaluate(OVER) == [], page.url
    found = await import_module("axe_playwright_python.async_playwright").Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())


def petitions(city: City) -> int:
    return len(city.get(f"/api/petitions?conference_id={CONFERENCE}")["items"])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.timeout(240)
async def test_a_business_finds_registers_petitions_and_follows_with_its_browser_alone(
    announced: City, business: Callable[..., Any], size: dict[str, int]
) -> None:
    before = petitions(announced)
    async with business(size) as page:
        await page.goto(f"{announced.http}/hoi-nghi")
        await fits(page, size)
        await page.select_option("#don-vi", UNIT)
        await page.get_by_role("button", name="Xem").click()
        await page.get_by_role("link", name="Cấp phép xây dựng trên mạng").click()
        await fits(page, size)
        await page.fill("#ten", "Công ty TNHH Sông Cấm")
        await page.fill("#so-nguoi", "hai")
        await page.get_by_role("button", name="Đăng ký tham dự").click()
        await fits(page, size)
        assert "phải là số nguyên" in await page.locator("#so-nguoi-loi").inner_text()
        assert await page.input_value("#ten") == "Công ty TNHH Sông Cấm"
        await page.fill("#so-nguoi", "2")
        await page.select_option("#loai", "enterprise")
        await page.get_by_role("button", name="Đăng ký tham dự").click()
        await fits(page, size)
        assert await page.locator("h1").inner_text() == "Đã ghi nhận đăng ký tham dự"
        await page.get_by_role("link", name="Gửi kiến nghị về hội nghị này").click()
        await fits(page, size)
        await page.fill("#noi-dung-kien-nghi", "Đề nghị\nrút ngắn thời gian cấp phép")
        await page.get_by_role("button", name="Gửi kiến nghị").click()
        await fits(page, size)
        assert await page.input_value("#noi-dung-kien-nghi") == "Đề nghị\nrút ngắn thời gian cấp phép"
        await page.select_option("#nhom", "procedure")
        await page.fill("#ten", "Công ty TNHH Sông Cấm")
        await page.select_option("#loai", "enterprise")
        await page.get_by_role("button", name="Gửi kiến nghị").click()
        await fits(page, size)
        code = await page.locator(".code").inner_text()
        assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", code)
        assert code not in page.url
        await page.goto(f"{announced.http}/tra-cuu")
        await fits(page, size)
        await page.fill("#ma", code.lower())
        await page.get_by_role("button", name="Tra cứu").click()
        await fits(page, size)
        assert await page.locator(".state").inner_text() == "Đang giải quyết"
        assert code not in page.url
    assert petitions(announced) == before + 1


async def reach(page: Any, name: str) -> None:
    """Goes on by Tab until the focus is there."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        at = "(e => e.id || e.getAttribute('href') || (e.textContent || '').trim())(document.activeElement)"
        if await page.evaluate(at) == name:
            return
    raise AssertionError(f"no Tab leads to {name}")


async def chosen(page: Any, name: str, value: str) -> None:
    """Goes down the list that has the focus."""
    for _ in range(10):
        if await page.input_value(f"#{name}") == value:
            return
        await page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not to be chosen")


async def typed(page: Any, name: str, text: str) -> None:
    await reach(page, name)
    await page.keyboard.type(text)


@pytest.mark.timeout(240)
async def test_the_whole_way_is_gone_by_keyboard_alone(announced: City, business: Callable[..., Any]) -> None:
    async with business(WIDE) as page:
        await page.goto(f"{announced.http}/hoi-nghi")
        await reach(page, f"/hoi-nghi/{CONFERENCE}")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/{CONFERENCE}")
        await reach(page, f"/kien-nghi/moi?hoi-nghi={CONFERENCE}")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/kien-nghi/moi**")
        await reach(page, "Gửi kiến nghị")
        await page.keyboard.press("Enter")
        await page.locator("#loi").wait_for()
        # The summary of what is wrong has the focus: one Tab is at the first field that it names.
        assert await page.evaluate("document.activeElement.id") == "loi"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "nhom"
        await chosen(page, "nhom", "land")
        await typed(page, "noi-dung-kien-nghi", "Thủ tục thuê đất")
        await typed(page, "ten", "Hợp tác xã Đông Hưng")
        await reach(page, "loai")
        await chosen(page, "loai", "cooperative")
        await reach(page, "Gửi kiến nghị")
        await page.keyboard.press("Enter")
        code = await page.locator(".code").inner_text()
        await reach(page, "Tra cứu ngay")
        await page.keyboard.press("Enter")
        await page.locator(".state").wait_for()
        assert "Đất đai" in await page.locator("main").inner_text()
        assert await page.input_value("#ma") == code


async def test_a_double_click_is_one_petition(announced: City, business: Callable[..., Any]) -> None:
    before = petitions(announced)
    async with business(NARROW) as page:
        await page.goto(f"{announced.http}/kien-nghi/moi?hoi-nghi={CONFERENCE}")
        await page.select_option("#nhom", "land")
        await page.fill("#noi-dung-kien-nghi", "Hai lần bấm")
        await page.fill("#ten", "Công ty TNHH Sông Cấm")
        await page.select_option("#loai", "enterprise")
        await page.get_by_role("button", name="Gửi kiến nghị").dblclick()
        code = await page.locator(".code").inner_text()
        await page.reload()
        assert await page.locator(".code").inner_text() == code
    assert petitions(announced) == before + 1


async def test_the_front_page_leads_to_the_pages_for_businesses(
    announced: City, visit: Callable[..., Any]
) -> None:
    del announced
    async with visit("/", WIDE) as seen:
        await seen.page.get_by_role("link", name="Tra cứu kiến nghị").first.click()
        await seen.page.wait_for_url("**/tra-cuu")
        await seen.page.get_by_role("link", name="Hội nghị", exact=True).first.click()
        await seen.page.wait_for_url("**/hoi-nghi")
