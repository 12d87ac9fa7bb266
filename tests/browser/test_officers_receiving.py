"""What came on paper is typed in from its conference's page, by a browser alone (R11, R15)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.browser.conftest import City
from tests.browser.test_business_pages import SIZES, fits

UNIT, CONFERENCES = "so-xay-dung", "/can-bo/hoi-nghi"


@pytest.fixture
def officer(officer_of: Callable[..., Any]) -> Callable[..., Any]:
    """`async with officer(WIDE) as page:` the unit's conferences, before an officer who has signed in."""
    return partial(officer_of, UNIT, CONFERENCES)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.timeout(240)
async def test_what_came_on_paper_is_typed_in_from_its_conferences_page_and_followed_by_its_code(
    city: City, officer: Callable[..., Any], size: dict[str, int]
) -> None:
    async with officer(size) as page:
        await page.locator("td.called a").first.click()
        await page.get_by_role("link", name="Ghi kiến nghị nhận tại hội nghị hoặc bằng văn bản").click()
        await fits(page, size)
        await page.get_by_role("button", name="Ghi nhận kiến nghị").click()
        await fits(page, size)
        assert "chưa được chọn" in await page.locator("#hinh-thuc-loi").inner_text()
        for name, choice in (("hinh-thuc", "written"), ("nhom", "land"), ("loai", "enterprise")):
            await page.select_option(f"#{name}", choice)
        await page.fill("#noi-dung-kien-nghi", "Đề nghị cấp phép " + "mot-dia-chi-rat-dai" * 8)
        await page.fill("#ten", "Công ty TNHH Sông Cấm")
        await page.get_by_role("button", name="Ghi nhận kiến nghị").dblclick()
        code = (await page.locator(".code").inner_text()).strip()
        await fits(page, size)
        petition_id = await page.locator(".done a").inner_text()
        await page.locator(".done a").click()
        await fits(page, size)
        assert "bằng văn bản" in await page.locator("main").inner_text()
        await page.goto(f"{city.http}/tra-cuu")
        await page.fill("#ma", code)
        await page.get_by_role("button", name="Tra cứu").click()
        assert await page.locator(".state").inner_text() == "Đang giải quyết"
    assert city.get(f"/api/petitions/{petition_id}")["state"] == "pending"
