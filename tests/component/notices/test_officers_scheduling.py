"""An officer schedules a conference from a browser: one, however often the form is sent (R1-R3, R7)."""

import asyncio
from base64 import b64decode
from datetime import date

import httpx
import pytest

from services.notices.handlers.change_unit import change
from shared.events.fields import ID, Document
from shared.events.notices import NewUnit, UnitChanged
from shared.web.pages.signed_in import Person
from tests.builders.conference_events import ABOLISHED, DEPARTMENT, DISTRICT
from tests.builders.forms import Page, filled, sent
from tests.builders.statements import statements
from tests.component.notices.conftest import Notices

NEW = "/can-bo/len-lich"
TYPED = {
    "chuyen-de": "Cấp phép xây dựng", "gio": "2025-06-20T08:30", "dia-diem": "Hội trường",
    "hinh-thuc": "in_person", "chu-tri": "Giám đốc Sở", "han": "2025-06-13",
    "len-lich-luc": "2025-06-01T09:00",
}  # fmt: skip
MADE = "SELECT subject, unit_id, data::jsonb - 'conference_id', time FROM acts ORDER BY sequence, subject"


async def made(
    web: httpx.AsyncClient, officer: dict[str, str], typed: dict[str, str], **changed: str
) -> Page:
    return await sent(web, NEW, await filled(web, NEW, officer, typed | changed), officer)


async def test_the_form_is_the_event_that_a_program_sends_and_the_conferences_page_follows(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    page = await made(web, await notices.signed_in(DEPARTMENT), TYPED)
    assert (page.status, "Đã lên lịch hội nghị." in page.texts["xong"]) == (200, True)
    assert "chậm nhất hết ngày 11/6/2025" in page.html
    ((subject, unit_id, data, time),) = await notices.rows(MADE)
    assert (unit_id, time.isoformat()) == (DEPARTMENT, "2025-06-01T02:00:00+00:00")
    assert data == {
        "unit_id": DEPARTMENT, "theme": "Cấp phép xây dựng", "starts_at": "2025-06-20T08:30:00+07:00",
        "venue": "Hội trường", "format": "in_person", "chair": "Giám đốc Sở",
        "reception_deadline": "2025-06-13",
    }  # fmt: skip
    conference_id = subject.partition("/")[2]
    assert ID.fullmatch(conference_id)
    assert f"/hoi-nghi/{conference_id}" in page.links
    assert (await web.get(f"/hoi-nghi/{conference_id}")).status_code == 200
    # The next thing is told from the page that was answered.
    form = {name: page.fields[name] for name in ("khoa", "chung-thuc")} | {"portal-mau": "mau.docx"}
    told = await sent(
        web, f"/can-bo/hoi-nghi/{conference_id}/notice-portal", form, await notices.signed_in(DEPARTMENT)
    )
    assert told.status == 403, "it was made for another officer"


async def test_a_form_that_schedules_sent_twice_makes_one_conference_and_another_form_another(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    officer = await notices.signed_in(DEPARTMENT)
    form = await filled(web, NEW, officer, TYPED)
    pages = await asyncio.gather(*(sent(web, NEW, form, officer) for _ in range(4)))
    assert {(page.status, "xong" in page.texts) for page in pages} == {(200, True)}
    assert len(await notices.rows(MADE)) == 1
    asked = await sent(web, NEW, form | {"dia-diem": "Nhà văn hóa"}, officer)
    assert (asked.status, asked.fields["dia-diem"]) == (422, "Nhà văn hóa")
    assert "đã được gửi trước đó với nội dung khác" in asked.texts["loi"]
    again = {name: asked.fields[name] for name in form}
    assert (await sent(web, NEW, again, officer)).status == 200
    # What the key was answered may be forgotten: the id that follows from it is taken all the same.
    async with notices.engine.begin() as conn:
        await conn.exec_driver_sql("DELETE FROM idempotency")
    late = await sent(web, NEW, form, officer)
    assert late.status == 409
    assert "đã được lên lịch trước đó" in late.texts["loi"]
    assert len(await notices.rows(MADE)) == 2


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"chuyen-de": ""}, {"chuyen-de": "phải có, vì hội nghị của đơn vị này tổ chức theo chuyên đề"}),
        ({"gio": "", "dia-diem": " ", "hinh-thuc": "", "han": ""},
         {"gio": "không được để trống", "dia-diem": "không được để trống", "hinh-thuc": "chưa được chọn",
          "han": "không được để trống"}),
        ({"gio": "20/6/2025 8:30", "han": "13/6/2025", "len-lich-luc": "hôm nay"},
         {"gio": "phải là ngày và giờ", "han": "phải là một ngày", "len-lich-luc": "phải là ngày và giờ"}),
        ({"gio": "0001-01-01T00:00"}, {"gio": "phải là ngày và giờ"}),
        ({"len-lich-luc": "2025-06-02T10:06"}, {"len-lich-luc": "sau hiện tại hơn 5 phút"}),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_scheduling_is_named_beside_it_and_all_that_was_typed_comes_back(
    notices: Notices, web: httpx.AsyncClient, changed: dict[str, str], said: dict[str, str]
) -> None:
    page = await made(web, await notices.signed_in(DEPARTMENT), TYPED, **changed)
    assert page.status == 422
    errors = page.errors()
    assert set(errors) == set(said)
    for name, words in said.items():
        assert words in errors[name], errors[name]
    for name, text in (TYPED | changed).items():
        assert page.fields[name] == text.strip()
    assert await notices.rows(MADE) == []


async def test_a_district_needs_no_theme_and_a_department_reads_that_it_does(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R1, R2."""
    department, district = await notices.signed_in(DEPARTMENT), await notices.signed_in(DISTRICT)
    for officer, needed in ((department, True), (district, False)):
        asked = Page(await web.get(NEW, headers=officer))
        assert ("required" in asked.said_of["chuyen-de"]) is needed
    assert (
        await made(web, district, TYPED, **{"chuyen-de": "", "hinh-thuc": "business_coffee"})
    ).status == 200


async def test_a_unit_that_has_ended_schedules_nothing_and_reads_why(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R6."""
    page = await made(web, await notices.signed_in(ABOLISHED), TYPED)
    assert page.status == 403
    assert "Đơn vị Sở Giao thông vận tải không có trong danh mục, hoặc không còn" in page.texts["loi"]
    assert await notices.rows(MADE) == []


async def test_a_unit_that_began_since_the_service_did_schedules_a_conference_of_its_own(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R6: the gate judges by the units of now."""
    unit = NewUnit(name="Phường mới", kind="commune", section="II", valid_from=date(2025, 1, 1))
    document = Document(number="1/QĐ", date=date(2024, 12, 1))
    await change(notices.shop, UnitChanged(unit_id="phuong-moi", unit=unit, document=document))
    officer = await notices.signed_in("phuong-moi")
    fields = Page(await web.get("/can-bo/ke-hoach", headers=officer)).fields
    key = fields["khoa"]
    made_for = Person(b64decode(officer["Authorization"].split()[1]).decode().partition(":")[2])
    form = {"khoa": key, "chung-thuc": made_for.proof(key, NEW)} | TYPED
    # Sent to a service that has shown no page to schedule since.
    assert (await sent(web, NEW, form, officer)).status == 200


async def test_the_form_to_schedule_costs_two_statements(notices: Notices, web: httpx.AsyncClient) -> None:
    officer = await notices.signed_in(DEPARTMENT)
    with statements() as found:
        page = Page(await web.get(NEW, headers=officer))
    assert (page.status, len(found)) == (200, 2), found
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
