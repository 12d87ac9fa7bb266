"""What does DPI do with a browser alone? Compiles a quarter, anew, compares (R20, R29), and urges (R21)."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.browser.conftest import NARROW, WIDE, City
from tests.browser.test_business_pages import SIZES, fits, reach

DESK = "/dau-moi"
UNIT, NAME = "so-cong-thuong", "Sở Công Thương"
PETITIONS = {WIDE["width"]: "kn-dau-moi-1", NARROW["width"]: "kn-dau-moi-2"}
LISTS = (("Đôn đốc giải quyết kiến nghị", "to-urge"), ("Vượt thẩm quyền", "beyond-competence"))


def told(number: int, name: str, time: str, **data: Any) -> str:
    """An event as the unit's system tells it."""
    return json.dumps(
        {"specversion": "1.0", "id": f"dau-moi-{number}", "source": f"/units/{UNIT}",
         "type": f"vn.haiphong.doithoai.{name}.v1", "time": time, "data": data}
    )  # fmt: skip


@pytest.fixture(scope="module")
def known(city: City) -> City:
    """The city, with a conference of the second quarter of 2024 that was told of late, and two petitions."""
    scheduled = told(
        1, "ConferenceScheduled", "2024-05-02T09:00:00+07:00", conference_id="hn-dau-moi", unit_id=UNIT,
        theme="Thủ tục quy hoạch", starts_at="2024-06-12T08:00:00+07:00", venue="Hội trường",
        format="in_person", reception_deadline="2024-06-05",
    )  # fmt: skip
    received = [
        told(number, "PetitionReceived", "2024-06-03T09:00:00+07:00", petition_id=petition_id,
             conference_id="hn-dau-moi", group="land", business={"name": "Công ty", "kind": "enterprise"},
             content="Kiến nghị", channel="written")
        for number, petition_id in enumerate(PETITIONS.values(), start=2)
    ]  # fmt: skip
    city.run("publish", "-", given="\n".join((scheduled, *received)))
    city.run("drain")
    return city


@pytest.fixture
def dpi(browser: Any, known: City) -> Callable[..., Any]:
    """`async with dpi(WIDE) as page:` the desk, before a person of DPI who has signed in."""

    @asynccontextmanager
    async def signed_in(size: dict[str, int]) -> AsyncIterator[Any]:
        password = known.run("user", "add", "Trần Văn Bình", "--dpi").split()[0]
        credentials = {"username": "binh", "password": password}
        context = await browser.new_context(viewport=size, http_credentials=credentials, locale="vi-VN")
        page = await context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(known.http + DESK)
        yield page
        assert [address for address in asked if not address.startswith(known.http)] == []
        await context.close()

    return signed_in


async def compiled(page: Any, size: dict[str, int]) -> str:
    """Compiles the quarter as of its last evening; what the page says was done."""
    await page.fill("#tinh-den", "2024-06-30T18:00")
    await page.get_by_role("button", name="Chốt bản tổng hợp").click()
    await fits(page, size)
    return await page.locator("#xong").inner_text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.timeout(300)
async def test_dpi_compiles_a_quarter_and_after_a_late_answer_anew_and_reads_what_differs(
    known: City, dpi: Callable[..., Any], size: dict[str, int]
) -> None:
    petition_id = PETITIONS[size["width"]]
    async with dpi(size) as page:
        await fits(page, size)
        assert "chưa có bản tổng hợp nào tính đến hết quý" in await page.locator("main").inner_text()
        await page.get_by_role("link", name="Quý II năm 2024").click()
        await fits(page, size)
        before = len(known.get("/api/reports/quarters/2024-Q2/editions")["items"])
        await page.fill("#tinh-den", "2030-01-01T08:00")
        await page.get_by_role("button", name="Chốt bản tổng hợp").click()
        await fits(page, size)
        assert "không được sau thời điểm hiện tại" in await page.locator("#tinh-den-loi").inner_text()
        assert await page.input_value("#tinh-den") == "2030-01-01T08:00"
        assert f"bản tổng hợp số {before + 1}" in await compiled(page, size)
        answered = told(
            size["width"], "PetitionAnswered", "2024-06-14T09:00:00+07:00", petition_id=petition_id,
            mode="written", fully_resolved=True,
        )  # fmt: skip
        known.run("publish", "-", given=answered)
        known.run("drain")
        await page.goto(known.http + DESK)
        await fits(page, size)
        row = page.locator("tr", has_text="Quý II năm 2024")
        assert "Đã thay đổi" in await row.inner_text()
        await page.get_by_role("link", name="Quý II năm 2024").click()
        assert f"bản tổng hợp số {before + 2}" in await compiled(page, size)
        await page.locator("summary", has_text="SHA-256").first.click()
        await fits(page, size)
        await page.get_by_role("button", name="So sánh").click()
        await fits(page, size)
        said = await page.locator("li", has_text=petition_id).inner_text()
        assert "từ “Đang giải quyết” thành “Đã giải quyết triệt để”" in said
        assert f"Trả lời — {NAME}, 09:00 ngày 14/6/2024" in said
    one, other = known.get("/api/reports/quarters/2024-Q2/editions")["items"][before:]
    assert other["totals"]["resolved"] == one["totals"]["resolved"] + 1
    book = known.get(f"/api/reports/quarters/2024-Q2/editions/{before + 1}/diff/{before + 2}")
    assert [each["petition_id"] for each in book["petitions"]] == [petition_id]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.timeout(240)
async def test_dpi_reads_whom_to_urge_what_waits_for_direction_and_how_the_plan_is_kept(
    known: City, dpi: Callable[..., Any], size: dict[str, int]
) -> None:
    async with dpi(size) as page:
        for name, path in (
            ("Đôn đốc giải quyết kiến nghị", "to-urge"),
            ("Vượt thẩm quyền", "beyond-competence"),
        ):
            await page.get_by_role("link", name=name).click()
            await fits(page, size)
            listed = [each.strip() for each in await page.locator("th.called").all_inner_texts()]
            assert (
                listed == [each["petition_id"] for each in known.get(f"/api/reports/{path}")["items"]][:200]
            )
        await page.get_by_role("link", name="Đôn đốc giải quyết kiến nghị").click()
        await page.select_option("#don-vi", UNIT)
        await page.get_by_role("button", name="Xem").click()
        await fits(page, size)
        assert NAME in await page.locator("h2").first.inner_text()
        await page.get_by_role("link", name="Thực hiện kế hoạch").click()
        await fits(page, size)
        await page.select_option("#year", "2024")
        await page.get_by_role("button", name="Xem").click()
        await fits(page, size)
        ledger = known.get("/api/reports/compliance?year=2024")
        assert await page.locator("#tung-don-vi ~ table tbody tr").count() == ledger["total"]


@pytest.mark.timeout(240)
async def test_dpi_compiles_by_keyboard_alone_and_saves_the_workbook(
    known: City, dpi: Callable[..., Any]
) -> None:
    async with dpi(WIDE) as page:
        await reach(page, f"{DESK}/tong-hop/2024-Q3")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/2024-Q3")
        await reach(page, "Chốt bản tổng hợp")
        await page.keyboard.press("Enter")
        await page.locator("#xong").wait_for()
        assert await page.evaluate("document.activeElement.id") == "xong"
        await page.keyboard.press("Tab")
        async with page.expect_download() as saving:
            await page.keyboard.press("Enter")
        assert (await saving.value).suggested_filename == "phu-luc-3-2024-Q3-ban-1.xlsx"


async def test_the_public_pages_lead_dpi_to_theirs(known: City, dpi: Callable[..., Any]) -> None:
    async with dpi(NARROW) as page:
        await page.goto(f"{known.http}/hoi-nghi")
        await page.get_by_role("link", name="Dành cho cơ quan đầu mối").click()
        await page.wait_for_url(f"**{DESK}")
