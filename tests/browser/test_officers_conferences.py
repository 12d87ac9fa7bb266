"""What does an officer do about a conference by a browser alone? From its scheduling to its holding (R7)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.browser.conftest import NARROW, WIDE, City
from tests.browser.test_business_pages import SIZES, fits, reach, typed

UNIT, LIST = "so-tu-phap", "/can-bo/hoi-nghi"
NEW = {
    "#gio": "2025-03-02T08:00", "#dia-diem": "Hội trường-rat-dai" * 8, "#han": "2025-02-25",
    "#len-lich-luc": "2025-02-01T09:00",
}  # fmt: skip
"""The day before it is now; scheduled a month ago."""


@pytest.fixture
def officer(officer_of: Callable[..., Any]) -> Callable[..., Any]:
    """`async with officer(WIDE) as page:` the unit's conferences, before an officer who has signed in."""
    return partial(officer_of, UNIT, LIST)


async def told(page: Any, called: str, **typed_in: str) -> None:
    """Tells by the form that is called so."""
    await page.locator("summary", has_text=called).click()
    for name, text in typed_in.items():
        await page.fill(f"#{name.replace('_', '-')}", text)
    await page.get_by_role("button", name=f"Ghi nhận: {called}").click()
    await page.locator("#xong").wait_for()


async def scheduled(page: Any, theme: str) -> str:
    """Schedules a conference; its id."""
    await page.get_by_role("link", name="Lên lịch hội nghị mới").click()
    for selector, text in NEW.items():
        await page.fill(selector, text)
    await page.select_option("#hinh-thuc", "in_person")
    await page.fill("#chuyen-de", theme)
    await page.get_by_role("button", name="Lên lịch").click()
    await page.locator("#xong").wait_for()
    link = await page.get_by_role("link", name="Trang thông báo cho doanh nghiệp").get_attribute("href")
    return link.rpartition("/")[2]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.timeout(240)
async def test_an_officer_schedules_a_conference_posts_its_notices_reports_it_held_and_takes_that_back(
    city: City, officer: Callable[..., Any], size: dict[str, int]
) -> None:
    async with officer(size) as page:
        await fits(page, size)
        await page.get_by_role("link", name="Lên lịch hội nghị mới").click()
        await page.get_by_role("button", name="Lên lịch").click()
        await fits(page, size)
        assert "không được để trống" in await page.locator("#dia-diem-loi").inner_text()
        for selector, text in NEW.items():
            await page.fill(selector, text)
        await page.select_option("#hinh-thuc", "in_person")
        await page.get_by_role("button", name="Lên lịch").click()
        await fits(page, size)
        assert "tổ chức theo chuyên đề" in await page.locator("#chuyen-de-loi").inner_text()
        assert await page.input_value("#gio") == NEW["#gio"]
        await page.fill("#chuyen-de", "Công chứng, chứng thực")
        await page.get_by_role("button", name="Lên lịch").click()
        await fits(page, size)
        assert "Đã lên lịch hội nghị." in await page.locator("#xong").inner_text()
        link = await page.get_by_role("link", name="Trang thông báo cho doanh nghiệp").get_attribute("href")
        conference_id = link.rpartition("/")[2]
        await told(
            page, "Đã đăng thông báo trên cổng", portal_mau="mau.docx", notice_portal_luc="2025-02-10T09:00"
        )
        await told(page, "Đã niêm yết thông báo tại bộ phận một cửa", notice_desk_luc="2025-02-10T10:00")
        await told(page, "Xác nhận hội nghị đã tổ chức", held_so_don_vi="25", held_luc="2025-03-02T11:00")
        await fits(page, size)
        assert "Đã tổ chức, 25 đơn vị tham dự" in await page.locator(".state").inner_text()
        shown = city.get(f"/api/notices/conferences/{conference_id}")
        assert (shown["held"], shown["participants"]) == (True, 25)
        assert [len(posted) for posted in shown["notices"].values()] == [1, 1]
        await page.locator("summary", has_text="Rút lại").click()
        choice = page.locator("#correct-viec option", has_text="Xác nhận đã tổ chức")
        await page.select_option("#correct-viec", await choice.get_attribute("value"))
        await page.fill("#correct-ly-do", "Ghi nhầm")
        await page.get_by_role("button", name="Ghi nhận: Rút lại").click()
        await fits(page, size)
        assert "chưa xác nhận đã tổ chức" in await page.locator(".state").inner_text()
        assert not city.get(f"/api/notices/conferences/{conference_id}")["held"]
        await page.get_by_role("link", name="Về danh sách hội nghị của đơn vị").click()
        await fits(page, size)
        assert await page.locator(f"td.called a[href$='{conference_id}']").count() == 1


@pytest.mark.timeout(240)
async def test_an_officer_tells_of_a_conference_by_keyboard_alone(
    city: City, officer: Callable[..., Any]
) -> None:
    async with officer(WIDE) as page:
        conference_id = await scheduled(page, "Bằng bàn phím")
        await reach(page, "Xác nhận hội nghị đã tổ chức")
        await page.keyboard.press("Enter")
        await reach(page, "Ghi nhận: Xác nhận hội nghị đã tổ chức")
        await page.keyboard.press("Enter")
        await page.locator("#loi").wait_for()
        # The summary of what is wrong has the focus: one Tab is at the first field that it names.
        assert await page.evaluate("document.activeElement.id") == "loi"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "held-so-don-vi"
        await typed(page, "held-so-don-vi", "31")
        await reach(page, "Ghi nhận: Xác nhận hội nghị đã tổ chức")
        await page.keyboard.press("Enter")
        await page.locator("#xong").wait_for()
        assert await page.evaluate("document.activeElement.id") == "xong"
    assert city.get(f"/api/notices/conferences/{conference_id}")["participants"] == 31


async def test_a_double_click_schedules_one_conference(city: City, officer: Callable[..., Any]) -> None:
    async with officer(NARROW) as page:
        await page.get_by_role("link", name="Lên lịch hội nghị mới").click()
        for selector, text in NEW.items():
            await page.fill(selector, text)
        await page.select_option("#hinh-thuc", "in_person")
        await page.fill("#chuyen-de", "Bấm hai lần")
        await page.get_by_role("button", name="Lên lịch").dblclick()
        await page.locator("#xong").wait_for()
        await page.reload()
        assert "Đã lên lịch hội nghị." in await page.locator("#xong").inner_text()
    items = city.get(f"/api/notices/conferences?unit_id={UNIT}&from=2025-03-02&to=2025-03-02")["items"]
    assert [each["theme"] for each in items].count("Bấm hai lần") == 1


@pytest.mark.parametrize("size", SIZES)
async def test_an_officer_sends_the_plan_of_a_year_and_sees_it_there(
    city: City, officer: Callable[..., Any], size: dict[str, int]
) -> None:
    """R4, R5."""
    del city
    async with officer(size) as page:
        await page.get_by_role("link", name="Kế hoạch năm").click()
        await fits(page, size)
        await page.fill("#chuyen-de-1", "Công chứng-rat-dai" * 12)
        # It may have been sent before: the form has what was told last.
        await page.select_option("#thang-1", "")
        await page.fill("#du-toan", "50 triệu")
        await page.get_by_role("button", name="Gửi kế hoạch năm").click()
        await fits(page, size)
        assert "phải là số nguyên" in await page.locator("#du-toan-loi").inner_text()
        assert "chưa được chọn" in await page.locator("#thang-1-loi").inner_text()
        await page.select_option("#thang-1", "9")
        await page.fill("#du-toan", "50.000.000")
        await page.get_by_role("button", name="Gửi kế hoạch năm").click()
        await fits(page, size)
        assert "Đã ghi nhận kế hoạch năm." in await page.locator("#xong").inner_text()
        assert "Tháng 9: Công chứng" in await page.locator("main").inner_text()
