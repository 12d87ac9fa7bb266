"""An officer takes back what their unit said of a conference by mistake, and says it anew (R29)."""

import httpx

from shared.settings import Settings
from tests.builders.conference_events import ABOLISHED, DEPARTMENT, SUCCESSOR, told
from tests.builders.forms import Page, sent
from tests.component.notices.conftest import NO_KAFKA, Notices, client_of
from tests.component.notices.test_officers_acting import HELD, MAY, PATH, TYPED, done, filled, hn_1, told_of

__all__ = ["hn_1"]
ACT, WHY = "correct-viec", "correct-ly-do"


def offered(page: Page) -> list[str]:
    """The acts that may be chosen, by what they are called."""
    return [line for line in page.texts.get(ACT, "").splitlines() if line and line != "Xin chọn"]


async def test_a_holding_that_was_taken_back_counts_no_more_and_stands_struck_in_the_course(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    held = await done(web, officer, "held", HELD)
    assert offered(held) == ["17:00 ngày 10/6/2024: Xác nhận đã tổ chức"]
    event_id = held.choices[ACT][1]
    page = await done(web, officer, "correct", {ACT: event_id, WHY: "Ghi nhầm hội nghị"})
    assert (page.status, "Đã rút lại việc đã ghi." in page.texts["xong"]) == (200, True)
    assert "Đã đến giờ, chưa xác nhận đã tổ chức" in page.html
    assert "<s>17:00 ngày 10/6/2024: Xác nhận đã tổ chức — Sở Xây dựng</s>" in page.html
    assert "lý do: Ghi nhầm hội nghị" in page.html
    *_, (name, unit_id, data, _) = await told_of(hn_1)
    said = {"corrects": event_id, "withdrawn": True, "reason": "Ghi nhầm hội nghị"}
    assert (name, unit_id, data) == ("EventCorrected", DEPARTMENT, said)
    assert not (await web.get("/api/notices/conferences/hn-1")).json()["held"]
    # What is gone is offered no more, and can be said anew.
    assert offered(page) == []
    assert (await done(web, officer, "held", HELD)).status == 200


async def test_a_registration_that_an_officer_typed_in_is_taken_back_and_one_that_came_by_itself_is_not(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    await hn_1.take(told("ParticipantRegistered", "2024-05-20T08:00:00+07:00"))
    page = await done(web, officer, "register", TYPED["register"][0])
    assert offered(page) == ["10:00 ngày 02/6/2025: Ghi đăng ký tham dự (Doanh nghiệp Công ty Sông Cấm)"]
    page = await done(web, officer, "correct", {ACT: page.choices[ACT][1], WHY: "Ghi hai lần"})
    assert (page.status, offered(page)) == (200, [])
    assert (await web.get("/api/notices/conferences/hn-1")).json()["registrations"] == 1


async def test_only_what_the_unit_said_itself_is_offered_and_never_the_scheduling(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(
        told("ConferenceScheduled", MAY, ABOLISHED, unit_id=ABOLISHED),
        told("NoticePosted", "2024-05-20T08:00:00+07:00", ABOLISHED, channel="one_stop_desk"),
    )
    officer = await notices.signed_in(SUCCESSOR)
    assert ACT not in Page(await web.get(PATH, headers=officer)).fields
    page = await done(web, officer, "report", {})
    assert offered(page) == ["10:00 ngày 02/6/2025: Gửi báo cáo kết quả"]
    own = Page(await web.get(PATH, headers=await notices.signed_in(ABOLISHED)))
    assert offered(own) == ["08:00 ngày 20/5/2024: Niêm yết thông báo (Bộ phận một cửa của đơn vị)"]


async def test_the_scheduling_is_taken_back_by_nobody_and_the_page_says_what_to_do_instead(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    ((scheduling,),) = await hn_1.rows("SELECT event_id FROM acts")
    for typed, said in (
        ({ACT: scheduling, WHY: "Nhầm"}, "Việc lên lịch không rút lại được"),
        ({ACT: "x-1", WHY: "Nhầm"}, "chỉ nơi đã gửi mới đính chính hoặc rút lại được"),
    ):
        page = await done(web, officer, "correct", typed)
        assert said in page.texts["loi"]
        assert (page.status in (404, 409), page.fields[WHY]) == (True, "Nhầm")
    page = await done(web, officer, "correct", {ACT: "", WHY: ""})
    assert page.errors() == {ACT: "Việc ghi sai chưa được chọn.", WHY: "Lý do rút lại không được để trống."}
    assert await told_of(hn_1) == []


async def test_while_the_database_is_away_what_is_to_be_taken_back_stays_chosen(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    event_id = (await done(web, officer, "held", HELD)).choices[ACT][1]
    form = await filled(web, PATH, officer, {ACT: event_id, WHY: "Nhầm"})
    async with client_of(Settings(database="postgresql://x@127.0.0.1:1/x", kafka=NO_KAFKA)) as nowhere:
        page = await sent(nowhere, f"{PATH}/correct", form, officer)
    assert (page.status, {name: page.fields[name] for name in form}) == (503, form)
    assert (await sent(web, f"{PATH}/correct", form, officer)).status == 200
