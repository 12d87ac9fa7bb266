"""An officer types in what came on paper or at the conference: a unit's own event, with a code (R11, R15)."""

import asyncio
from base64 import b64decode
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import pytest

from services.petitions.pages.receive import RECEPTION
from shared.web.pages.signed_in import Person
from tests.builders.acts import at
from tests.builders.forms import Page, sent
from tests.builders.petition_events import HEIR, NOW, OWNER, STRANGER, told
from tests.component.petitions.conftest import Petitions, client_of
from tests.component.petitions.test_changed_units import NEW, begins, change

PATH = "/can-bo/tiep-nhan"
HERE = f"{PATH}?hoi-nghi=hn-1"
TYPED = {
    "hinh-thuc": "at_conference", "nhom": "land", "noi-dung-kien-nghi": "Kiến nghị\n\nvề thủ tục thuê đất",
    "ten": "Hộ bà Canary-7731", "loai": "household", "ma-so-thue": "0987654321",
    "nguoi-lien-he": "Canary-8842", "dien-thoai": "0987654322", "email": "canary@example.invalid",
    "tiep-nhan-luc": "2025-06-01T09:30",
}  # fmt: skip
SAID: dict[str, Any] = {
    "channel": "at_conference", "group": "land", "content": TYPED["noi-dung-kien-nghi"],
    "business": {"name": TYPED["ten"], "kind": "household", "tax_code": TYPED["ma-so-thue"]},
    "contact": {"name": TYPED["nguoi-lien-he"], "phone": TYPED["dien-thoai"], "email": TYPED["email"]},
}  # fmt: skip
MADE = ("khoa", "chung-thuc")


async def filled(web: httpx.AsyncClient, officer: dict[str, str], **typed: str) -> dict[str, str]:
    """What a browser sends of the form, filled in."""
    form = Page(await web.get(HERE, headers=officer)).fields
    fields = {name: form[name] for name in MADE} | TYPED
    return fields | {name.replace("_", "-"): text for name, text in typed.items()}


async def received(petitions: Petitions) -> list[tuple[Any, ...]]:
    said = "SELECT unit_id, time, data::jsonb - 'petition_id' FROM acts WHERE name = 'PetitionReceived'"
    return await petitions.rows(f"{said} ORDER BY recorded_at, time")


@pytest.fixture
async def of_owner(petitions: Petitions) -> Petitions:
    """A conference that OWNER scheduled, whose heir HEIR is."""
    await petitions.know()
    return petitions


async def test_what_is_typed_is_what_the_units_system_would_have_told_and_the_business_gets_a_code(
    of_owner: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await of_owner.signed_in(HEIR)
    done = await sent(web, HERE, await filled(web, officer), officer)
    assert done.status == 201
    ((code, petition_id),) = await of_owner.rows("SELECT tracking_code, petition_id FROM tracking")
    assert f'<p class="code">{code}</p>' in done.html
    assert f"/can-bo/kien-nghi/{petition_id}" in done.links
    assert (done.headers["cache-control"], done.headers["referrer-policy"]) == ("no-store", "no-referrer")
    same = told("PetitionReceived", "2025-06-01 09:30", HEIR, petition_id="kn-2", **SAID)
    await of_owner.take({**same, "data": {"petition_id": "kn-2", "conference_id": "hn-1", **SAID}})
    by_officer, by_system = await received(of_owner)
    assert by_officer == by_system
    told_of = "SELECT topic, value FROM outbox_records WHERE topic LIKE '%petitions.v1' ORDER BY id LIMIT 1"
    ((topic, value),) = await of_owner.rows(told_of)
    fact = msgspec.json.decode(bytes(value))
    assert (topic, fact["unitid"], fact["subject"]) == (
        "doithoai.petitions.v1", HEIR, f"petition/{petition_id}",
    )  # fmt: skip
    assert "anary" not in bytes(value).decode()
    assert "098765432" not in bytes(value).decode()
    followed = Page(await web.post("/tra-cuu", data={"ma": code}))
    assert (followed.status, "01/6/2025" in followed.html) == (200, True)


async def test_what_came_at_no_other_time_came_now(of_owner: Petitions, web: httpx.AsyncClient) -> None:
    officer = await of_owner.signed_in(HEIR)
    assert (await sent(web, HERE, await filled(web, officer, tiep_nhan_luc=""), officer)).status == 201
    ((_, time, _),) = await received(of_owner)
    assert 0 <= (time - NOW).total_seconds() < 3600


async def test_what_came_now_to_a_conference_whose_units_clock_runs_ahead_came_when_it_was_scheduled(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know("hn-1", HEIR, scheduled="2025-06-02 10:04")
    officer = await petitions.signed_in(HEIR)
    assert (await sent(web, HERE, await filled(web, officer, tiep_nhan_luc=""), officer)).status == 201
    ((_, time, _),) = await received(petitions)
    assert time == at("2025-06-02 10:04")


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"tiep_nhan_luc": "2024-01-01T09:00"}, {"tiep-nhan-luc": "trước khi hội nghị được lên lịch"}),
        ({"tiep_nhan_luc": "2025-06-02T10:06"}, {"tiep-nhan-luc": "sau hiện tại hơn 5 phút"}),
        ({"tiep_nhan_luc": "hôm qua"}, {"tiep-nhan-luc": "phải là ngày và giờ"}),
        ({"hinh_thuc": "form"}, {"hinh-thuc": "không có trong danh sách"}),
        (
            {"hinh_thuc": "", "nhom": "", "noi_dung_kien_nghi": " ", "ten": "", "loai": ""},
            {"hinh-thuc": "chưa được chọn", "nhom": "chưa được chọn", "noi-dung-kien-nghi": "trống",
             "ten": "trống", "loai": "chưa được chọn"},
        ),
    ],
)  # fmt: skip
async def test_each_wrong_field_is_named_beside_it_and_all_that_was_typed_is_still_there(
    of_owner: Petitions, web: httpx.AsyncClient, wrong: dict[str, str], said: dict[str, str]
) -> None:
    officer = await of_owner.signed_in(HEIR)
    form = await filled(web, officer, **wrong)
    page = await sent(web, HERE, form, officer)
    assert page.status in (409, 422)
    errors = page.errors()
    assert set(errors) == set(said)
    for name, words in said.items():
        assert words in errors[name], errors[name]
    for name in TYPED:
        assert page.fields[name] == form[name].strip() or "danh sách" in said[name]
    assert await received(of_owner) == []
    assert await of_owner.rows("SELECT 1 FROM tracking") == []


async def test_sent_twice_is_once_with_the_same_code_and_what_was_changed_is_asked_about(
    of_owner: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await of_owner.signed_in(HEIR)
    form = await filled(web, officer)
    pages = await asyncio.gather(*(sent(web, HERE, form, officer) for _ in range(3)))
    pages.append(await sent(web, HERE, form, officer))
    assert {(page.status, page.html) for page in pages} == {(201, pages[0].html)}
    assert len(await received(of_owner)) == len(await of_owner.rows("SELECT 1 FROM tracking")) == 1
    asked = await sent(web, HERE, form | {"nhom": "credit"}, officer)
    assert asked.status == 422
    assert "đã được gửi trước đó với nội dung khác" in asked.texts["loi"]
    again = {name: asked.fields[name] for name in form}
    assert (await sent(web, HERE, again, officer)).status == 201
    assert len(await received(of_owner)) == 2


async def test_what_goes_to_another_units_conference_is_that_units_to_type_in(
    of_owner: Petitions, web: httpx.AsyncClient
) -> None:
    officer, stranger = await of_owner.signed_in(HEIR), await of_owner.signed_in(STRANGER)
    page = Page(await web.get(HERE, headers=stranger))
    assert page.status == 403
    assert "do Sở Giao thông vận tải tổ chức" in page.html
    form = await filled(web, officer)
    proof = {"chung-thuc": _proof(stranger, form["khoa"])}
    page = await sent(web, HERE, form | proof, stranger)
    assert page.status == 403
    assert "Hội nghị hn-1 là của đơn vị Sở Giao thông vận tải." in page.texts["loi"]
    assert {name: page.fields[name] for name in TYPED} == TYPED
    assert await received(of_owner) == []
    # Whoever learns the key of a form that was stored is not told what it was answered.
    assert (await sent(web, HERE, form, officer)).status == 201
    page = await sent(web, HERE, form | proof, stranger)
    assert (page.status, "code" in page.html.partition("<body>")[2]) == (403, False)


def _proof(headers: dict[str, str], key: str, conference_id: str = "hn-1") -> str:
    """The code of a form that could have been made for this person."""
    password = b64decode(headers["Authorization"].removeprefix("Basic ")).decode().partition(":")[2]
    return Person(password).proof(key, f"{PATH} {conference_id}")


async def test_the_browser_is_not_to_fill_in_the_officers_own_name_and_address(
    of_owner: Petitions, web: httpx.AsyncClient
) -> None:
    page = Page(await web.get(HERE, headers=await of_owner.signed_in(HEIR)))
    assert {page.said_of[name]["autocomplete"] for name in TYPED} == {"off"}


async def test_without_a_conference_it_asks_for_which_and_one_that_there_is_not_is_said_to_be_none(
    of_owner: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await of_owner.signed_in(OWNER)
    asked = Page(await web.get(PATH, headers=officer))
    assert (asked.status, asked.fields) == (200, {"hoi-nghi": ""})
    for unknown in ("hn-9", "HN 1", "../hn-1"):
        page = Page(await web.get(PATH, params={"hoi-nghi": unknown}, headers=officer))
        assert (page.status, "Không tìm thấy hội nghị này" in page.html) == (404, True)
        form = {"khoa": "k" * 22, "chung-thuc": _proof(officer, "k" * 22, unknown)} | TYPED
        page = await sent(web, f"{PATH}?{urlencode({'hoi-nghi': unknown})}", form, officer)
        assert (page.status, "Không tìm thấy hội nghị này" in page.texts["loi"]) == (404, True)
        assert {name: page.fields[name] for name in form} == form
    listed = Page(await web.get("/can-bo/kien-nghi", headers=officer))
    assert PATH in listed.links


async def test_a_unit_that_began_this_minute_types_in_what_came_to_the_one_it_follows(
    of_owner: Petitions,
) -> None:
    await change(of_owner, begins(NEW), (HEIR, {"valid_to": "2025-04-30", "successors": [NEW]}))
    officer = await of_owner.signed_in(NEW)
    async with client_of(of_owner.url) as before:
        form = await filled(before, officer)
    async with client_of(of_owner.url) as fresh:
        assert (await sent(fresh, HERE, form, officer)).status == 201


def test_all_that_an_event_says_is_asked_for() -> None:
    asked = {each.path.partition(".")[0] for each in RECEPTION.fields}
    assert asked | {"petition_id", "conference_id"} == set(RECEPTION.model.model_fields)
