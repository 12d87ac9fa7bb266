"""What does an officer do with a browser alone? Signs in, finds what is most urgent, answers it (R11)."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.browser.conftest import NARROW, WIDE, City
from tests.browser.test_business_pages import SIZES, chosen, fits, reach, typed

UNIT, CONFERENCE = "so-xay-dung", "hn-can-bo"
LIST = "/can-bo/kien-nghi"
SCHEDULED: dict[str, Any] = {
    "specversion": "1.0", "id": "can-bo-1", "source": f"/units/{UNIT}",
    "type": "vn.haiphong.doithoai.ConferenceScheduled.v1", "time": "2025-01-06T09:00:00+07:00",
    "data": {
        "conference_id": CONFERENCE, "unit_id": UNIT, "theme": "Thủ tục thẩm định thiết kế",
        "starts_at": "2025-02-10T08:00:00+07:00", "venue": "Hội trường Sở Xây dựng", "format": "in_person",
        "reception_deadline": "2025-02-03",
    },
}  # fmt: skip
RECEIVED: list[dict[str, Any]] = [
    {
        "specversion": "1.0", "id": f"can-bo-kn-{number}", "source": f"/units/{UNIT}",
        "type": "vn.haiphong.doithoai.PetitionReceived.v1", "time": f"2025-01-2{number}T09:00:00+07:00",
        "data": {
            "petition_id": f"kn-can-bo-{number}", "conference_id": CONFERENCE, "group": "procedure",
            "business": {"name": "Công ty TNHH Sông Cấm", "kind": "enterprise"},
            "content": "Đề nghị rút ngắn " + "mot-dia-chi-rat-dai" * 8, "channel": "written",
        },
    }
    for number in range(6)
]  # fmt: skip


@pytest.fixture(scope="module")
def waiting(city: City) -> City:
    """The city, in which petitions wait for a unit; some are overdue."""
    city.run("publish", "-", given="\n".join(json.dumps(event) for event in (SCHEDULED, *RECEIVED)))
    city.run("drain")
    return city


@pytest.fixture
def officer(officer_of: Callable[..., Any], waiting: City) -> Callable[..., Any]:
    """`async with officer(WIDE) as page:` the worklist, before an officer of the unit who has signed in."""
    del waiting
    return partial(officer_of, UNIT, LIST)


async def listed(page: Any) -> list[str]:
    return [text.strip() for text in await page.locator("td.called a").all_inner_texts()]


def state_of(city: City, petition_id: str) -> str:
    return city.get(f"/api/petitions/{petition_id}")["state"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.timeout(240)
async def test_an_officer_finds_the_most_urgent_petition_answers_it_and_sees_it_gone_from_the_list(
    waiting: City, officer: Callable[..., Any], size: dict[str, int]
) -> None:
    async with officer(size) as page:
        await fits(page, size)
        before = await listed(page)
        dues = [
            item["due_on"]
            for item in waiting.get(f"/api/petitions?unit_id={UNIT}&limit=1000")["items"]
            if item["state"] in ("pending", "transferred", "awaiting_direction")
            and item["due_state"] == "open"
        ]
        assert waiting.get(f"/api/petitions/{before[0]}")["due_on"] == min(dues)
        assert "Quá hạn" in await page.locator("tbody tr").first.inner_text()
        await page.get_by_role("link", name=before[0]).click()
        await fits(page, size)
        await page.locator("summary", has_text="Trả lời").first.click()
        await page.get_by_role("button", name="Ghi nhận: Trả lời").click()
        await fits(page, size)
        assert "chưa được chọn" in await page.locator("#answer-hinh-thuc-loi").inner_text()
        await page.select_option("#answer-hinh-thuc", "written")
        await page.select_option("#answer-ket-qua", "co")
        await page.fill("#answer-noi-dung", "Đã rút ngắn\ncòn 15 ngày")
        await page.fill("#answer-luc", "2023-01-02T09:00")
        await page.get_by_role("button", name="Ghi nhận: Trả lời").click()
        await fits(page, size)
        assert "trước khi kiến nghị được tiếp nhận" in await page.locator("#loi").inner_text()
        assert await page.input_value("#answer-noi-dung") == "Đã rút ngắn\ncòn 15 ngày"
        await page.fill("#answer-luc", "2025-03-01T09:00")
        await page.get_by_role("button", name="Ghi nhận: Trả lời").click()
        await fits(page, size)
        assert "Đã ghi nhận trả lời." in await page.locator("#xong").inner_text()
        assert await page.locator(".state").inner_text() == "Đã giải quyết triệt để"
        assert "09:00 ngày 01/3/2025" in await page.locator("main").inner_text()
        await page.get_by_role("link", name="Về danh sách kiến nghị của đơn vị").click()
        await fits(page, size)
        assert await listed(page) == before[1:]
    assert state_of(waiting, before[0]) == "resolved"


@pytest.mark.timeout(240)
async def test_an_officer_answers_by_keyboard_alone(waiting: City, officer: Callable[..., Any]) -> None:
    async with officer(WIDE) as page:
        (first, *_) = await listed(page)
        await reach(page, f"{LIST}/{first}")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/{first}")
        await reach(page, "Trả lời")
        await page.keyboard.press("Enter")
        await reach(page, "Ghi nhận: Trả lời")
        await page.keyboard.press("Enter")
        await page.locator("#loi").wait_for()
        # The summary of what is wrong has the focus: one Tab is at the first field that it names.
        assert await page.evaluate("document.activeElement.id") == "loi"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "answer-hinh-thuc"
        await chosen(page, "answer-hinh-thuc", "written")
        await reach(page, "answer-ket-qua")
        await chosen(page, "answer-ket-qua", "chua")
        await typed(page, "answer-noi-dung", "Đang xem xét")
        await reach(page, "Ghi nhận: Trả lời")
        await page.keyboard.press("Enter")
        await page.locator("#xong").wait_for()
        assert await page.evaluate("document.activeElement.id") == "xong"
        assert "Chưa giải quyết triệt để." in await page.locator("main").inner_text()
    assert state_of(waiting, first) == "pending"


async def test_a_double_click_acts_once(waiting: City, officer: Callable[..., Any]) -> None:
    async with officer(NARROW) as page:
        *_, last = await listed(page)
        await page.goto(f"{waiting.http}{LIST}/{last}")
        before = len(waiting.get(f"/api/petitions/{last}")["history"])
        await page.locator("summary", has_text="Chuyển cơ quan khác").click()
        await page.fill("#transfer-den", "Sở Tư pháp")
        await page.get_by_role("button", name="Ghi nhận: Chuyển cơ quan khác").dblclick()
        await page.locator("#xong").wait_for()
        await page.reload()
        assert "Đã ghi nhận" in await page.locator("#xong").inner_text()
    assert len(waiting.get(f"/api/petitions/{last}")["history"]) == before + 1


async def test_the_public_pages_lead_an_officer_to_theirs(waiting: City, officer: Callable[..., Any]) -> None:
    async with officer(NARROW) as page:
        await page.goto(f"{waiting.http}/hoi-nghi")
        await page.get_by_role("link", name="Dành cho cán bộ").click()
        await page.wait_for_url(f"**{LIST}")
