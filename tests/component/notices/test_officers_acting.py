"""An officer tells from a conference's page what was done: the event of a program (R7-R9, R17, R18)."""

import asyncio
from base64 import b64decode
from typing import Any

import httpx
import msgspec
import pytest

from services.notices.handlers.acting import ACTIONS as EVENTS
from services.notices.pages.actions import ACTIONS
from shared.web.pages.signed_in import Person
from tests.builders.conference_events import ABOLISHED, DEPARTMENT, STRANGER, SUCCESSOR, told
from tests.builders.forms import Page, filled, sent
from tests.builders.statements import statements
from tests.component.notices.conftest import Notices

LIST = "/can-bo/hoi-nghi"
PATH = f"{LIST}/hn-1"
MAY, JUNE = "2024-05-02T08:00:00+07:00", "2024-06-10T17:00:00+07:00"
DOCUMENT = {"number": "12/SXD", "date": "2024-06-12"}
HELD = {
    "held-so-don-vi": "26", "held-lanh-dao": "co", "held-bao-chi": "Báo Hải Phòng \n\nĐài PTTH",
    "held-luc": "2024-06-10T17:00",
}  # fmt: skip
TYPED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "notice-portal": (
        {"portal-dia-chi": "https://example.invalid/1", "portal-cach": "Gọi\n0225", "portal-mau": "mau.docx",
         "notice-portal-luc": "2024-05-20T09:30"},
        {"channel": "portal", "url": "https://example.invalid/1", "registration_instructions": "Gọi\n0225",
         "form_url": "mau.docx"},
    ),
    "notice-desk": ({}, {"channel": "one_stop_desk"}),
    "register": (
        {"ten": "Công ty Sông Cấm", "loai": "enterprise", "so-nguoi": "2", "dien-thoai": "0987654321"},
        {"business": {"name": "Công ty Sông Cấm", "kind": "enterprise"}, "attendees": 2,
         "contact": {"phone": "0987654321"}},
    ),
    "held": (
        HELD, {"participants": 26, "city_leader_attended": True, "press": ["Báo Hải Phòng", "Đài PTTH"]},
    ),
    "conclusion": (
        {"conclusion-dia-chi": "https://example.invalid/2", "conclusion-so": "12/SXD",
         "conclusion-ngay": "2024-06-12"},
        {"url": "https://example.invalid/2", "document": DOCUMENT},
    ),
    "report": ({"report-so": "12/SXD", "report-ngay": "2024-06-12"}, {"document": DOCUMENT}),
    "reschedule": (
        {"reschedule-gio": "2025-07-10T14:00", "reschedule-han": "2025-07-03", "reschedule-ly-do": "Bão"},
        {"starts_at": "2025-07-10T14:00:00+07:00", "reception_deadline": "2025-07-03", "reason": "Bão"},
    ),
    "cancel": ({"cancel-ly-do": "no_petitions"}, {"reason": "no_petitions"}),
}  # fmt: skip
"""What is typed into each form, and what a program says by the same."""


@pytest.fixture
async def hn_1(notices: Notices) -> Notices:
    """A conference of DEPARTMENT whose day is past, of which nothing else was told yet."""
    await notices.take(told("ConferenceScheduled", MAY))
    return notices


async def done(
    web: httpx.AsyncClient, officer: dict[str, str], action: str, typed: dict[str, str], path: str = PATH
) -> Page:
    return await sent(web, f"{path}/{action}", await filled(web, path, officer, typed), officer)


async def told_of(notices: Notices, conference_id: str = "hn-1") -> list[tuple[Any, ...]]:
    """Name, unit, data and moment of each act after the scheduling."""
    said = (
        "SELECT name, unit_id, data::jsonb - '{conference_id,registration_id}'::text[], time "
        "FROM acts WHERE subject = $1 ORDER BY sequence"
    )
    return (await notices.rows(said, f"conference/{conference_id}"))[1:]


def test_each_thing_to_tell_of_a_conference_has_its_form() -> None:
    assert {*ACTIONS} == {*TYPED, "correct"} == {*EVENTS}


@pytest.mark.parametrize("action", TYPED)
async def test_each_form_of_a_conference_is_the_event_that_a_program_tells(
    hn_1: Notices, web: httpx.AsyncClient, action: str
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    typed, data = TYPED[action]
    page = await done(web, officer, action, typed)
    assert (page.status, ACTIONS[action].done in page.texts["xong"]) == (200, True), page.texts.get("loi")
    moment = next((text for name, text in typed.items() if name.endswith("-luc")), "2025-06-02T10:00")
    event = told(EVENTS[action], f"{moment}:00+07:00", conference_id="hn-2")
    event["data"] = {"conference_id": "hn-2", "registration_id": "dk-9"} | data
    await hn_1.take(told("ConferenceScheduled", MAY, conference_id="hn-2"), event)
    ((name, unit_id, said, time),) = await told_of(hn_1)
    assert [(name, unit_id, said)] == [each[:3] for each in await told_of(hn_1, "hn-2")]
    assert said == data
    if f"{action}-luc" in typed:
        assert time == (await told_of(hn_1, "hn-2"))[0][3]
    published = "SELECT value FROM outbox_records WHERE topic = 'doithoai.conferences.v1' ORDER BY id, place"
    facts = [msgspec.json.decode(bytes(value)) for (value,) in await hn_1.rows(published)]
    mine = next(fact for fact in facts if fact["type"].endswith(f".{EVENTS[action]}.v1"))
    assert mine["unitid"] == DEPARTMENT
    assert "contact" not in mine["data"]


async def test_what_was_told_stands_on_the_page_with_how_the_conference_stands_now(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    page = await done(web, officer, "held", HELD)
    for said in ("Đã ghi nhận hội nghị đã tổ chức.", "Đã tổ chức, 26 đơn vị tham dự",
                 "17:00 ngày 10/6/2024: Xác nhận đã tổ chức — Sở Xây dựng", "Lãnh đạo thành phố có dự",
                 "Báo chí: Báo Hải Phòng; Đài PTTH"):  # fmt: skip
        assert said in page.html, said
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert page.fields["held-so-don-vi"] == ""


@pytest.mark.parametrize(
    "action, typed, said",
    [
        ("held", {"held-so-don-vi": "-1"}, {"held-so-don-vi": "phải từ 0 trở lên"}),
        ("held", {"held-so-don-vi": "hai mươi", "held-lanh-dao": "maybe"},
         {"held-so-don-vi": "phải là số nguyên", "held-lanh-dao": "không có trong danh sách"}),
        ("held", {"held-so-don-vi": "20", "held-luc": "2025-06-02T10:06"},
         {"held-luc": "sau hiện tại hơn 5 phút"}),
        ("held", {"held-so-don-vi": "20", "held-luc": "2024-05-02T07:59"},
         {"held-luc": "trước khi hội nghị được lên lịch (08:00 ngày 02/5/2024)"}),
        ("notice-portal", {"portal-dia-chi": "x" * 20_001}, {"portal-dia-chi": "có tối đa 20000 ký tự"}),
        ("register", {"ten": "", "loai": "", "so-nguoi": "0"},
         {"ten": "không được để trống", "loai": "chưa được chọn", "so-nguoi": "phải từ 1 trở lên"}),
        ("reschedule", {"reschedule-gio": "mai", "reschedule-han": "03/07/2025", "reschedule-ly-do": ""},
         {"reschedule-gio": "phải là ngày và giờ", "reschedule-han": "phải là một ngày",
          "reschedule-ly-do": "không được để trống"}),
        ("reschedule", {"reschedule-gio": "1999-07-10T14:00", "reschedule-ly-do": "Bão"},
         {"reschedule-gio": "phải từ 2000 đến 2099"}),
        ("cancel", {"cancel-ly-do": "", "cancel-so": "1/SXD"},
         {"cancel-ly-do": "chưa được chọn", "cancel-ngay": "không được để trống"}),
        ("report", {"report-ngay": "hôm qua"},
         {"report-so": "không được để trống", "report-ngay": "phải là một ngày"}),
    ],
)  # fmt: skip
async def test_each_wrong_field_of_a_conferences_form_is_named_and_what_was_typed_comes_back(
    hn_1: Notices, web: httpx.AsyncClient, action: str, typed: dict[str, str], said: dict[str, str]
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    page = await done(web, officer, action, typed)
    assert page.status in (409, 422)
    errors = page.errors()
    assert set(errors) == set(said)
    for name, words in said.items():
        assert words in errors[name], errors[name]
    for name, text in typed.items():
        # What is in no list to choose from is not chosen.
        assert page.fields[name] == text or "danh sách" in said[name]
    assert await told_of(hn_1) == []


async def test_a_refusal_about_a_conference_is_told_in_vietnamese_and_the_form_comes_back(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer, stranger = await hn_1.signed_in(DEPARTMENT), await hn_1.signed_in(STRANGER)
    late = await filled(web, PATH, officer, HELD)
    # Their page has no form; whoever makes one by hand is judged like a program.
    made = Person(b64decode(stranger["Authorization"].split()[1]).decode().partition(":")[2])
    foreign = late | {"chung-thuc": made.proof(late["khoa"], "conference/hn-1")}
    page = await sent(web, f"{PATH}/held", foreign, stranger)
    assert page.status == 403
    assert (
        "Hội nghị hn-1 là của đơn vị Sở Xây dựng; đơn vị Sở Tư pháp không có thẩm quyền" in page.texts["loi"]
    )
    assert page.fields["held-so-don-vi"] == "26"
    await hn_1.take(told("ConferenceCancelled", "2024-06-09T08:00:00+07:00"))
    page = await sent(web, f"{PATH}/held", late, officer)
    assert page.status == 409
    assert "hội nghị đã dừng tổ chức từ 08:00 ngày 09/6/2024" in page.errors()["held-luc"]
    assert page.fields["held-so-don-vi"] == "26"
    page = await sent(web, f"{LIST}/hn-9/held", late, officer)
    assert page.status == 403
    assert [name for name, *_ in await told_of(hn_1)] == ["ConferenceCancelled"]


async def test_a_form_of_a_conference_that_is_sent_twice_tells_once_and_a_changed_one_is_asked_about(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    for action, changed in (("register", {"so-nguoi": "3"}), ("held", {"held-so-don-vi": "27"})):
        before = len(await told_of(hn_1))
        form = await filled(web, PATH, officer, TYPED[action][0])
        pages = await asyncio.gather(*(sent(web, f"{PATH}/{action}", form, officer) for _ in range(3)))
        assert {(page.status, "xong" in page.texts) for page in pages} == {(200, True)}
        assert len(await told_of(hn_1)) == before + 1
        asked = await sent(web, f"{PATH}/{action}", form | changed, officer)
        assert asked.status == 422
        assert "đã được gửi trước đó với nội dung khác" in asked.texts["loi"]
        again = {name: asked.fields[name] for name in form}
        assert again["khoa"] != form["khoa"]
        assert (await sent(web, f"{PATH}/{action}", again, officer)).status == 200
        assert len(await told_of(hn_1)) == before + 2


async def test_the_heir_of_a_unit_tells_what_was_done_about_its_conference(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R6."""
    await notices.take(told("ConferenceScheduled", MAY, ABOLISHED, unit_id=ABOLISHED))
    page = await done(web, await notices.signed_in(SUCCESSOR), "report", {})
    assert page.status == 200
    assert [(name, unit_id) for name, unit_id, *_ in await told_of(notices)] == [
        ("ResultReportFiled", SUCCESSOR)
    ]


async def test_what_is_told_now_is_not_before_a_scheduling_whose_clock_runs_ahead(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """It is 10:00."""
    await notices.take(told("ConferenceScheduled", "2025-06-02T10:04:00+07:00"))
    page = await done(web, await notices.signed_in(DEPARTMENT), "notice-desk", {})
    assert page.status == 200
    ((*_, time),) = await told_of(notices)
    assert time.isoformat() == "2025-06-02T03:04:00+00:00"


async def test_what_there_is_not_to_tell_of_a_conference_is_a_page_that_says_so(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    form = await filled(web, PATH, officer, {})
    for action in ("rename", "HELD", "held/x"):
        assert (await sent(web, f"{PATH}/{action}", form, officer)).status == 404
    assert await told_of(hn_1) == []


async def test_to_tell_by_form_costs_no_more_than_a_commands_statements_and_looking_again(
    hn_1: Notices, web: httpx.AsyncClient
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    form = await filled(web, PATH, officer, TYPED["report"][0])
    with statements() as looking:
        await web.get(PATH, headers=officer)
    assert len(looking) <= 6, looking
    with statements() as telling:
        assert (await sent(web, f"{PATH}/report", form, officer)).status == 200
    # Whose password, which law, the conference; then the machinery's; and the page without the password.
    assert len(telling) <= 3 + 14 + len(looking) - 1, telling
