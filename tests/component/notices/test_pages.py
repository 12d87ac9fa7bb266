"""What does a business see of the conferences to come (R7, R8)? Open to all, and no more than the notice."""

from datetime import date
from typing import Any

import httpx
import pytest

from services.notices.pages import coming
from services.notices.store import conferences
from shared.settings import Settings
from tests.builders.conference_events import ABOLISHED, DISTRICT, SUCCESSOR, told
from tests.builders.forms import Page
from tests.builders.statements import pages_read, statements
from tests.component.notices.conftest import NO_KAFKA, Notices, client_of

PATH = "/hoi-nghi"


def scheduled(conference_id: str, starts_at: str, unit: str = "so-xay-dung", **more: Any) -> dict[str, Any]:
    day = starts_at[:10]
    return told(
        "ConferenceScheduled", "2025-05-02T08:00:00+07:00", unit,
        **{"conference_id": conference_id, "unit_id": unit, "starts_at": f"{starts_at}:00+07:00",
           "reception_deadline": day, "theme": f"Chuyên đề {conference_id}", **more},
    )  # fmt: skip


async def page(web: httpx.AsyncClient, path: str = PATH, status: int = 200, *, of: str = "") -> Page:
    found = Page(await web.get(path, params={"don-vi": of} if of else None))
    assert found.status == status
    return found


def shown(found: Page) -> list[str]:
    """The conferences of the list, in its order."""
    return [link.removeprefix("/hoi-nghi/") for link in found.links if link.startswith("/hoi-nghi/")]


async def test_conferences_to_come_stand_soonest_first_with_day_hour_theme_unit_venue_and_until_when(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R7. It is 10:00 on 02/6/2025."""
    await notices.take(
        scheduled("hn-later", "2025-07-10T14:00", DISTRICT, venue="Nhà văn hóa"),
        scheduled("hn-sooner", "2025-06-20T08:30", reception_deadline="2025-06-13"),
        scheduled("hn-today", "2025-06-02T08:00"),
        scheduled("hn-past", "2025-06-01T08:00"),
    )
    found = await page(web)
    assert shown(found) == ["hn-today", "hn-sooner", "hn-later"]
    for said in (
        "08:30, Thứ Sáu, 20/6/2025", "Chuyên đề hn-sooner", "Sở Xây dựng", "Hội trường", "13/6/2025",
        "14:00, Thứ Năm, 10/7/2025", "Nhà văn hóa", "Lê Chân", "(đã bắt đầu)",
    ):  # fmt: skip
        assert said in found.html, said


async def test_where_no_conference_is_to_come_the_page_says_so(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    assert "Chưa có hội nghị nào sắp tới." in (await page(web)).html
    await notices.take(scheduled("hn-1", "2025-06-20T08:30"))
    assert "Chưa có hội nghị nào sắp tới." not in (await page(web)).html
    none = await page(web, of=DISTRICT)
    assert "Đơn vị này chưa có hội nghị nào sắp tới." in none.html
    assert "Không có đơn vị được hỏi" in (await page(web, of="so-nao-do")).html
    assert "Không có đơn vị được hỏi" in (await page(web, of="<b>\0")).html


async def test_one_units_conferences_are_chosen_by_a_form_without_a_script(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(scheduled("hn-1", "2025-06-20T08:30"), scheduled("hn-2", "2025-06-21T08:30", DISTRICT))
    found = await page(web, of=DISTRICT)
    assert shown(found) == ["hn-2"]
    assert found.fields["don-vi"] == DISTRICT


async def test_what_moved_or_was_stopped_says_so_on_the_list_and_on_its_own_page(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R8."""
    at = "2025-05-20T08:00:00+07:00"
    await notices.take(
        scheduled("hn-moved", "2025-06-20T08:30"), scheduled("hn-stopped", "2025-06-21T08:30"),
        told("ConferenceRescheduled", at, conference_id="hn-moved", starts_at="2025-07-03T09:00:00+07:00"),
        told("ConferenceCancelled", at, conference_id="hn-stopped"),
    )  # fmt: skip
    found = await page(web)
    assert shown(found) == ["hn-stopped", "hn-moved"]
    assert "Đã dừng tổ chức" in found.html
    assert "trước đây: 08:30 ngày 20/6/2025" in found.html
    moved, stopped = await page(web, f"{PATH}/hn-moved"), await page(web, f"{PATH}/hn-stopped")
    assert "Hội nghị đã dời lịch." in moved.html
    assert "08:30 ngày 20/6/2025" in moved.html
    assert "Hội nghị này đã dừng tổ chức." in stopped.html
    assert "so-nguoi" in moved.fields
    assert "so-nguoi" not in stopped.fields


async def test_the_list_is_read_a_page_at_a_time_each_conference_once(
    notices: Notices, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming, "PAGE", 2)
    await notices.take(*(scheduled(f"hn-{n}", f"2025-06-2{n // 3}T08:30") for n in range(5)))
    path, seen = PATH, list[str]()
    for _ in range(3):
        found = await page(web, path)
        seen += shown(found)
        path = next((link for link in found.links if "sau=" in link), "")
    assert seen == [f"hn-{n}" for n in range(5)]
    assert path == ""
    other = next(link for link in (await page(web)).links if "sau=" in link)
    await page(web, other + f"&don-vi={DISTRICT}", 422)


async def test_a_page_of_the_list_reads_no_more_where_ten_thousand_conferences_are_past_or_other_units(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(scheduled("hn-1", "2025-06-20T08:30"))
    many = (
        "INSERT INTO conferences SELECT 'n-' || n, CASE WHEN n % 2 = 0 THEN 'so-tu-phap' ELSE 'so-y-te' END, "
        "theme, format, venue, chair, scheduled_at, starts_at, starts_on + n % 700 - 600, "
        "reception_deadline, status, held, participants, 0, updated_at "
        "FROM conferences, generate_series(1, 10000) n"
    )
    async with notices.engine.begin() as conn:
        await conn.exec_driver_sql(many)
    for statement, of in (
        (conferences.COMING_OF_ALL, ()), (conferences.COMING_OF_SOME, (["so-xay-dung"],)),
    ):  # fmt: skip
        assert await pages_read(notices.engine, statement, date(2025, 6, 2), "", 21, *of) < 40


async def test_a_conference_of_a_unit_that_ended_stands_under_its_heir(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R6."""
    left = told(
        "ConferenceScheduled", "2025-02-20T08:00:00+07:00", ABOLISHED,
        conference_id="hn-1", unit_id=ABOLISHED, starts_at="2025-06-20T08:30:00+07:00",
    )  # fmt: skip
    await notices.take(left)
    found = await page(web, of=SUCCESSOR)
    assert shown(found) == ["hn-1"]
    assert '<p class="who">Sở Xây dựng</p>' in found.html
    assert "Sở Xây dựng" in (await page(web, f"{PATH}/hn-1")).texts["noi-dung"]


async def test_the_list_costs_three_statements_and_a_conference_three_however_many_there_are(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    for n in range(12):
        await notices.take(scheduled(f"hn-{n}", "2025-06-20T08:30"))
        if n in (0, 11):
            for path in (PATH, f"{PATH}?don-vi=so-xay-dung", f"{PATH}/hn-0"):
                with statements() as found:
                    await page(web, path)
                assert len(found) <= 3, (path, found)


async def test_the_pages_need_no_login_and_the_lists_for_officers_still_do(notices: Notices) -> None:
    await notices.take(scheduled("hn-1", "2025-06-20T08:30"))
    server = Settings(database=notices.url, kafka=NO_KAFKA, profile="server")
    async with client_of(server) as web:
        for path in (PATH, f"{PATH}/hn-1"):
            await page(web, path)
        assert (await web.get("/api/notices/conferences")).status_code == 401
        assert (await web.get("/api/notices/conferences/hn-1")).status_code == 401


async def test_pages_answer_to_head_and_name_their_methods_in_a_page(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(scheduled("hn-1", "2025-06-20T08:30"))
    head = await web.head(f"{PATH}/hn-1")
    assert (head.status_code, head.text) == (200, "")
    for path, allowed in ((PATH, "GET, HEAD"), (f"{PATH}/hn-1", "GET, HEAD, POST")):
        answer = await web.delete(path)
        assert (Page(answer).status, answer.headers["allow"]) == (405, allowed)


async def test_without_its_database_a_page_says_that_in_vietnamese(web: httpx.AsyncClient) -> None:
    away = Settings(database="postgresql://x@127.0.0.1:1/x", kafka=NO_KAFKA, profile="embedded")
    async with client_of(away) as nowhere:
        found = await page(nowhere, f"{PATH}/hn-1", 503)
    assert "chưa có gì được ghi nhận" in found.html
    assert found.headers["retry-after"]


async def test_what_units_write_is_text_on_every_page(notices: Notices, web: httpx.AsyncClient) -> None:
    hostile = '<script>alert("x")</script>{{ 7*7 }}'
    await notices.take(scheduled("hn-1", "2025-06-20T08:30", theme=hostile, venue=hostile, chair=hostile))
    for path in (PATH, f"{PATH}/hn-1"):
        assert "{{ 7*7 }}" in (await page(web, path)).html
