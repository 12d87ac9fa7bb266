"""An officer sees how a conference of their unit stands, what is owed, what was done (R7-R9, R17, R18)."""

import logging
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest

from tests.builders.conference_events import ABOLISHED, DEPARTMENT, DISTRICT, STRANGER, SUCCESSOR, told
from tests.builders.forms import Page, sent
from tests.builders.statements import statements
from tests.component.notices.conftest import Notices
from tests.component.notices.test_officers_acting import LIST, PATH, TYPED, done, filled, hn_1
from tests.component.notices.test_pages import scheduled
from tests.component.notices.test_showing import due, follow

__all__ = ["hn_1"]
SECRETS = ("Canary-8842", "0987654322", "canary@example.invalid")
REGISTERED = {
    "registration_id": "dk-7",
    "business": {"name": "Hộ Canary-8842", "kind": "household"},
    "contact": {"name": "Canary-8842", "phone": "0987654322", "email": "canary@example.invalid"},
}


async def shown(
    notices: Notices, web: httpx.AsyncClient, conference_id: str = "hn-1", unit_id: str = DEPARTMENT
) -> Page:
    page = Page(await web.get(f"{LIST}/{conference_id}", headers=await notices.signed_in(unit_id)))
    assert page.status == 200
    return page


def offered(page: Page) -> set[str]:
    """The things that may be told from it."""
    return {action for action in TYPED if f"Ghi nhận: {CALLED[action]}" in page.html}


CALLED = {
    "notice-portal": "Đã đăng thông báo trên cổng", "notice-desk": "Đã niêm yết thông báo tại bộ phận",
    "register": "Ghi đăng ký", "held": "Xác nhận hội nghị", "conclusion": "Đã đăng thông báo kết luận",
    "report": "Đã gửi báo cáo kết quả", "reschedule": "Dời lịch", "cancel": "Dừng tổ chức",
}  # fmt: skip


async def test_what_is_owed_of_a_conference_is_said_in_words_with_its_day_and_whether_that_is_past(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    """It is 02/6/2025."""
    waiting = await shown(hn_1, web)
    assert "Các hạn của hội nghị đang được tính" in waiting.html
    await follow(
        hn_1,
        ("DeadlineSet", due("notice_portal", due_on="2025-06-01")),
        ("DeadlineSet", due("notice_one_stop_desk", due_on="2025-05-30")),
        ("DeadlineMet", due("notice_one_stop_desk", due_on="2025-05-30", late=True)),
        ("DeadlineSet", due("result_report", due_on="2025-06-02")),
        ("DeadlineSet", due("conclusion_notice", due_on="2025-05-29", soft=True)),
        ("DeadlineSet", due("stop_or_postpone_report", due_on="2025-06-03", soft=True, provisional=True)),
    )
    lines = " ".join((await shown(hn_1, web)).texts["viec-phai-lam"].split())
    for said in (
        "Niêm yết thông báo trên cổng thông tin điện tử: Chủ nhật, 01/6/2025 Quá hạn",
        "Báo cáo kết quả hội nghị: Thứ Hai, 02/6/2025 Đến hạn hôm nay",
        "Đăng thông báo kết luận: Thứ Năm, 29/5/2025 Đã qua ngày theo dõi",
        "nếu không có kiến nghị và đăng ký: Thứ Ba, 03/6/2025 tạm tính",
    ):
        assert said in lines, lines
    assert "một cửa" not in lines
    assert "(đã làm sau hạn)" in (await shown(hn_1, web)).html
    await follow(hn_1, ("DeadlineMet", due("notice_portal", due_on="2025-06-01", late=False)), behind=6)
    met = await shown(hn_1, web)
    assert "trên cổng" not in met.texts["viec-phai-lam"]
    assert "(đã làm đúng hạn)" in met.html


async def test_before_a_conference_the_last_day_for_its_notices_and_what_follows_from_its_day_are_advised(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R7, R8, R17, R18: Friday 20/6/2025."""
    await notices.take(scheduled("hn-2", "2025-06-20T08:30"), scheduled("hn-3", "2025-06-07T08:30"))
    page = await shown(notices, web, "hn-2")
    assert "chậm nhất hết ngày 11/6/2025; nên niêm yết từ ngày 10/6/2025 trở về trước" in page.html
    for said in ("Báo cáo kết quả hội nghị: Thứ Ba, 01/7/2025", "Trả lời kiến nghị: Thứ Ba, 01/7/2025"):
        assert said in page.html, said
    for said in ("là ngày nghỉ", "niêm yết từ hôm nay là muộn"):
        assert said not in page.html
        assert said in (await shown(notices, web, "hn-3")).html


async def test_what_does_not_keep_to_the_plan_is_named_on_the_units_own_page(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    """R7, R9."""
    await hn_1.take(
        told("NoticePosted", "2024-05-20T08:00:00+07:00", form_url=None),
        told("ConferenceHeld", "2024-06-10T17:00:00+07:00", participants=19),
    )
    page = await shown(hn_1, web)
    breaches = (await web.get("/api/notices/conferences/hn-1")).json()["breaches"]
    assert len(breaches) == 2
    for breach in breaches:
        assert breach["text"] in page.html


async def test_each_form_stands_where_it_makes_sense_as_the_conference_stands(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    at = "2025-05-20T08:00:00+07:00"
    notice, both = {"notice-portal", "notice-desk"}, {"register", "reschedule", "cancel"}
    after = {"held", "conclusion", "report"}
    await notices.take(
        scheduled("hn-coming", "2025-06-20T08:30"), scheduled("hn-begun", "2025-06-02T09:59"),
        scheduled("hn-held", "2025-05-10T08:30"), scheduled("hn-stopped", "2025-06-20T08:30"),
        told("ConferenceHeld", at, conference_id="hn-held"),
        told("ConferenceCancelled", at, conference_id="hn-stopped"),
    )  # fmt: skip
    for conference_id, state, forms in (
        ("hn-coming", "Sắp diễn ra", notice | both),
        ("hn-begun", "Đã đến giờ, chưa xác nhận đã tổ chức", notice | both | after),
        ("hn-held", "Đã tổ chức, 40 đơn vị tham dự", notice | after),
        ("hn-stopped", "Đã dừng tổ chức", {"reschedule"}),
    ):
        page = await shown(notices, web, conference_id)
        assert (offered(page), state in page.html) == (forms, True), conference_id


async def test_another_units_conference_is_shown_without_forms_or_what_was_done(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    await hn_1.take(told("ParticipantRegistered", "2024-05-20T08:00:00+07:00", **REGISTERED))
    for unit_id in (STRANGER, DISTRICT):
        page = await shown(hn_1, web, unit_id=unit_id)
        assert "chỉ đơn vị ấy, hoặc đơn vị kế thừa, ghi được" in page.html
        assert page.fields == {}
        assert "qua-trinh" not in page.texts
        assert "/can-bo/tiep-nhan?hoi-nghi=hn-1" not in page.links


async def test_the_heir_of_a_unit_has_the_forms_of_its_conference(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R6."""
    await notices.take(told("ConferenceScheduled", "2024-05-02T08:00:00+07:00", ABOLISHED, unit_id=ABOLISHED))
    assert "report" in offered(await shown(notices, web, unit_id=SUCCESSOR))


async def test_from_a_conference_one_comes_to_its_notice_its_form_of_report_and_where_petitions_are_noted(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    links = (await shown(hn_1, web)).links
    for link in ("/hoi-nghi/hn-1", "/api/reports/conferences/hn-1/appendix.xlsx",
                 "/can-bo/tiep-nhan?hoi-nghi=hn-1", LIST, "/can-bo/kien-nghi"):  # fmt: skip
        assert link in links, link


async def test_what_a_business_gave_to_be_reached_by_is_on_no_officers_page_in_no_figure_and_no_log_line(
    hn_1: Notices, web: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await hn_1.take(told("ParticipantRegistered", "2024-05-20T08:00:00+07:00", **REGISTERED))
    officer = await hn_1.signed_in(DEPARTMENT)
    logging.getLogger("httpx").disabled = True
    try:
        typed = TYPED["register"][0] | {"nguoi-lien-he": "Canary-8842", "dien-thoai": SECRETS[1]}
        made = await filled(web, PATH, officer, typed | {"email": SECRETS[2]})
        household = await filled(web, PATH, officer, typed | {"ten": "Hộ Canary-8842", "loai": "household"})
        page = await sent(web, f"{PATH}/register", household, officer)
        page = await sent(web, f"{PATH}/register", made, officer)
    finally:
        logging.getLogger("httpx").disabled = False
    assert "3 doanh nghiệp" in page.html
    assert "Hộ kinh doanh, 2 người" in page.html
    assert "Doanh nghiệp Công ty Sông Cấm, 2 người" in page.html
    figures = generate_latest().decode()
    for route in (f"{LIST}/{{conference_id}}", f"{LIST}/{{conference_id}}/{{action}}"):
        assert f'route="{route}"' in figures
    secrets: list[Any] = [*SECRETS, made["khoa"], made["chung-thuc"], officer["Authorization"].split()[1]]
    for secret in secrets:
        assert secret not in figures
        assert secret not in caplog.text
    for secret in SECRETS:
        assert secret not in page.html
        assert secret not in (await web.get(LIST, headers=officer)).text
        assert secret not in (await web.get("/hoi-nghi/hn-1")).text


async def test_a_conference_that_there_is_not_is_a_page_that_says_so(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    for conference_id in ("hn-9", "HN 1", "%00"):
        assert Page(await web.get(f"{LIST}/{conference_id}", headers=officer)).status == 404


async def test_a_conference_costs_its_officer_as_many_statements_however_many_registered(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    await hn_1.take(
        *(told("ParticipantRegistered", "2024-05-20T08:00:00+07:00", registration_id=f"dk-{n}")
          for n in range(30))
    )  # fmt: skip
    await done(web, officer, "register", TYPED["register"][0])
    with statements() as found:
        page = Page(await web.get(PATH, headers=officer))
    # Whose password, the conference, which law, its acts, its deadlines, the registrations typed in.
    assert (page.status, len(found)) == (200, 6), found
    assert page.html.count("Ghi đăng ký tham dự — ") == 1
