"""What does a business see of one conference (R7, R8)? Its notice, how it stands, and whether to register."""

import httpx
import pytest

from tests.builders.conference_events import told
from tests.component.notices.conftest import Notices
from tests.component.notices.test_pages import PATH, page, scheduled


async def test_after_the_day_for_registering_one_still_may_and_once_it_has_begun_there_is_no_form(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R8: a late registration counts. It is 02/6/2025."""
    await notices.take(
        scheduled("hn-late", "2025-06-03T08:30", reception_deadline="2025-06-01"),
        scheduled("hn-begun", "2025-06-02T08:30"),
    )
    late, begun = await page(web, f"{PATH}/hn-late"), await page(web, f"{PATH}/hn-begun")
    assert "đăng ký muộn vẫn được ghi nhận" in late.html
    assert "so-nguoi" in late.fields
    assert "Giờ bắt đầu của hội nghị đã qua." in begun.html
    assert "so-nguoi" not in begun.fields
    assert "/kien-nghi/moi?hoi-nghi=hn-begun" in begun.links


async def test_a_conferences_page_tells_its_notice_and_nothing_that_is_for_officers(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R7: where it was posted, how to register, the form."""
    at = "2025-05-21T08:00:00+07:00"
    await notices.take(
        scheduled("hn-1", "2025-06-20T08:30", chair="Giám đốc Sở", format="business_coffee"),
        told("NoticePosted", "2025-05-20T08:00:00+07:00", url="https://example.invalid/thong-bao"),
        told("NoticePosted", at, channel="one_stop_desk", form_url="javascript:alert(1)"),
    )
    found = await page(web, f"{PATH}/hn-1")
    for said in (
        "Cổng thông tin điện tử của đơn vị", "08:00 ngày 20/5/2025", "Cách đăng ký: Đăng ký tại",
        "Giám đốc Sở", "Bộ phận một cửa của đơn vị", "08:30, Thứ Sáu, 20/6/2025",
        "Cà phê doanh nhân",
    ):  # fmt: skip
        assert said in found.html, said
    assert {"https://example.invalid/thong-bao", "https://example.invalid/mau"} <= set(found.links)
    assert not [link for link in found.links if link.startswith("javascript")]
    assert "/kien-nghi/moi?hoi-nghi=hn-1" in found.links
    listed = (await web.get("/api/notices/conferences/hn-1")).json()
    assert listed["breaches"]
    for breach in listed["breaches"]:
        assert breach["text"] not in found.html
    assert "R7" not in found.html


async def test_a_notice_of_the_day_before_a_conference_was_moved_is_not_shown_as_its_own(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R7: after a rescheduling the notice is owed anew."""
    await notices.take(
        scheduled("hn-1", "2025-06-20T08:30"),
        told("NoticePosted", "2025-05-20T08:00:00+07:00", url="https://example.invalid/cu"),
        told("ConferenceRescheduled", "2025-05-22T08:00:00+07:00", starts_at="2025-07-03T09:00:00+07:00"),
    )
    found = await page(web, f"{PATH}/hn-1")
    assert "https://example.invalid/cu" not in found.html
    assert "Chưa có thông báo nào được đăng cho lịch này." in found.html


@pytest.mark.parametrize("path", ["hn-2", "HN%00", "x" * 65, "hn-1/khac"])
async def test_a_conference_that_there_is_not_is_a_page_that_says_so(
    notices: Notices, web: httpx.AsyncClient, path: str
) -> None:
    await notices.take(scheduled("hn-1", "2025-06-20T08:30"))
    assert "Không tìm thấy" in (await page(web, f"{PATH}/{path}", 404)).html
