"""A business registers from the page: stored as by a program, once; nothing typed is lost (R8)."""

import asyncio
from typing import Any
from unicodedata import normalize

import httpx
import pytest

from shared.settings import Settings
from tests.builders.conference_events import told
from tests.builders.forms import FORM, Page, sent
from tests.component.notices.conftest import NO_KAFKA, Notices, client_of

PATH = "/hoi-nghi/hn-1"
JSON = "/api/notices/conferences/hn-1/registrations"
SCHEDULED = told(
    "ConferenceScheduled", "2025-05-02T08:00:00+07:00",
    starts_at="2025-06-20T08:30:00+07:00", reception_deadline="2025-06-13",
)  # fmt: skip
TYPED = {
    "ten": "Hộ bà Canary-7731", "loai": "household", "ma-so-thue": "0987654321", "so-nguoi": "2",
    "nguoi-lien-he": "Canary-8842", "dien-thoai": "0987654322", "email": "canary@example.invalid",
}  # fmt: skip
SECRETS = ("anary", "0987654321", "0987654322")
SAID = {
    "business": {"name": TYPED["ten"], "kind": "household", "tax_code": TYPED["ma-so-thue"]},
    "attendees": 2,
    "contact": {"name": TYPED["nguoi-lien-he"], "phone": TYPED["dien-thoai"], "email": TYPED["email"]},
}


async def filled(web: httpx.AsyncClient, **fields: str) -> dict[str, str]:
    """The form as it is got, and filled in."""
    form = Page(await web.get(PATH)).fields
    return form | TYPED | {name.replace("_", "-"): text for name, text in fields.items()}


async def stored(notices: Notices) -> list[tuple[Any, ...]]:
    said = "SELECT attendees, business, contact, conference_id, taken_back FROM registrations"
    return await notices.rows(f"{said} ORDER BY registered_at, registration_id")


async def test_what_the_form_says_is_stored_as_what_a_program_says(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    done = await sent(web, PATH, await filled(web))
    assert done.status == 201
    assert "Đã ghi nhận đăng ký tham dự" in done.html
    assert (await web.post(JSON, json=SAID)).status_code == 201
    by_form, by_program = await stored(notices)
    assert by_form == by_program
    ids = await notices.rows("SELECT registration_id FROM registrations ORDER BY registered_at")
    assert ids[0][0] in done.html
    acts = await notices.rows("SELECT unit_id, subject FROM acts WHERE name = 'ParticipantRegistered'")
    assert len(acts) == 2
    assert len(set(acts)) == 1


async def test_what_may_be_left_out_is_left_out_as_a_program_leaves_it_out(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    nothing = {"ma_so_thue": "", "nguoi_lien_he": " ", "dien_thoai": "", "email": ""}
    assert (await sent(web, PATH, await filled(web, **nothing))).status == 201
    ((_, business, contact, *_),) = await stored(notices)
    assert (business, contact) == ({"name": TYPED["ten"], "kind": "household"}, None)


async def test_a_form_that_is_sent_twice_or_reloaded_registers_once(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    form = await filled(web)
    answers = await asyncio.gather(*(sent(web, PATH, form) for _ in range(3)))
    answers.append(await sent(web, PATH, form))
    assert {(answer.status, answer.html) for answer in answers} == {(201, answers[0].html)}
    assert len(await stored(notices)) == 1
    assert (await sent(web, PATH, await filled(web))).status == 201
    assert len(await stored(notices)) == 2


async def test_who_goes_back_and_sends_another_registration_is_asked_once_and_then_registered(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    form = await filled(web)
    assert (await sent(web, PATH, form)).status == 201
    asked = await sent(web, PATH, form | {"ten": "Công ty khác"})
    assert asked.status == 422
    assert "đã được gửi trước đó với nội dung khác" in asked.texts["loi"]
    assert asked.fields["ten"] == "Công ty khác"
    assert (await sent(web, PATH, asked.fields)).status == 201
    assert len(await stored(notices)) == 2


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"ten": ""}, {"ten": "không được để trống"}),
        ({"ten": "x" * 20_001}, {"ten": "có tối đa 20000 ký tự"}),
        ({"ten": "Công\0 ty"}, {"ten": "có ký tự không dùng được"}),
        ({"email": "\udcff"}, {"email": "có ký tự không dùng được"}),
        ({"loai": ""}, {"loai": "chưa được chọn"}),
        ({"loai": "bank"}, {"loai": "không có trong danh sách"}),
        ({"so_nguoi": "hai người"}, {"so-nguoi": "phải là số nguyên"}),
        ({"so_nguoi": ""}, {"so-nguoi": "không được để trống"}),
        ({"so_nguoi": "0"}, {"so-nguoi": "phải từ 1 trở lên"}),
        ({"so_nguoi": "9" * 5000}, {"so-nguoi": "không được quá 2147483647"}),
        (
            {"ten": "", "loai": "bank", "so_nguoi": "-1", "dien_thoai": "\0"},
            {"ten": "trống", "loai": "danh sách", "so-nguoi": "từ 1", "dien-thoai": "không dùng được"},
        ),
    ],
)
async def test_each_wrong_field_is_named_beside_it_and_at_the_top_and_all_that_was_typed_is_still_there(
    notices: Notices, web: httpx.AsyncClient, wrong: dict[str, str], said: dict[str, str]
) -> None:
    await notices.take(SCHEDULED)
    form = await filled(web, **wrong)
    answer = await sent(web, PATH, form)
    assert answer.status == 422
    errors = answer.errors()
    assert set(errors) == set(said)
    for name, words in said.items():
        assert words in errors[name]
    unusable = {name for name, text in form.items() if "\0" in text or "\udcff" in text}
    for name, text in form.items():
        # What is not among the choices can not be chosen again.
        if name not in unusable and not (name == "loai" and name in errors):
            assert answer.fields[name] == text, name
    assert answer.headers["cache-control"] == "no-store"
    assert await stored(notices) == []


async def test_what_was_wrong_is_mended_in_the_form_that_came_back_and_then_stored(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    again = await sent(web, PATH, await filled(web, so_nguoi="hai", ten="Công\0 ty"))
    assert (await sent(web, PATH, again.fields | {"so-nguoi": "2"})).status == 201
    ((_, business, *_),) = await stored(notices)
    assert business["name"] == "Công ty"


async def test_letters_that_were_typed_in_parts_are_stored_whole(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    name = "Hợp tác xã Đông Hưng"
    assert normalize("NFD", name) != name
    assert (await sent(web, PATH, await filled(web, ten=normalize("NFD", name)))).status == 201
    ((_, business, *_),) = await stored(notices)
    assert business["name"] == name


@pytest.mark.parametrize(
    "body, headers, status",
    [
        (b'{"ten": "x"}', {"content-type": "application/json"}, 415),
        (b"ten=x", {}, 415),
        (b"ten=" + b"x" * (2 * 1024 * 1024), FORM, 413),
        (b"&".join(b"f%d=" % n for n in range(60)), FORM, 413),
        (b"%", FORM, 422),
        (b"\xff=\xfe&ten=%ff", FORM, 422),
        (b"", FORM, 422),
    ],
)
async def test_what_is_no_form_is_refused_in_a_page(
    notices: Notices, web: httpx.AsyncClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    await notices.take(SCHEDULED)
    assert Page(await web.post(PATH, content=body, headers=headers)).status == status
    assert await stored(notices) == []


async def test_a_form_of_more_than_an_event_may_have_comes_back_whole(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """256 KiB, as over the API."""
    await notices.take(SCHEDULED)
    long = "ặ" * 20_000
    form = await filled(web, ten=long, ma_so_thue=long, nguoi_lien_he=long, dien_thoai=long, email=long)
    answer = await sent(web, PATH, form)
    assert answer.status == 413
    assert {name: answer.fields[name] for name in form} == form
    assert await stored(notices) == []


async def test_while_the_database_is_away_the_form_comes_back_whole_and_says_that_nothing_is_stored(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    form = await filled(web)
    away = Settings(database="postgresql://x@127.0.0.1:1/x", kafka=NO_KAFKA, profile="embedded")
    async with client_of(away) as nowhere:
        answer = await sent(nowhere, PATH, form)
    assert answer.status == 503
    assert "chưa có gì được ghi nhận" in answer.texts["loi"]
    assert answer.headers["retry-after"]
    assert {name: answer.fields[name] for name in form} == form
    # The very form that came back is taken in when the database is there again.
    assert (await sent(web, PATH, answer.fields)).status == 201
    assert len(await stored(notices)) == 1


async def test_a_registration_for_a_conference_that_there_is_not_is_a_page_that_says_so(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    form = await filled(web)
    for path in ("/hoi-nghi/hn-2", "/hoi-nghi/HN%00"):
        assert (await sent(web, path, form)).status == 404
    assert await stored(notices) == []


async def test_a_households_data_is_on_no_page_but_back_in_its_own_form(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    form = await filled(web)
    done = await sent(web, PATH, form)
    pages = [done.html, (await web.get(PATH)).text, (await web.get("/hoi-nghi")).text]
    for secret in SECRETS:
        assert not [text for text in pages if secret in text]
    back = await sent(web, PATH, form | {"so-nguoi": ""})
    assert all(secret in back.html for secret in SECRETS)
    assert (back.headers["cache-control"], back.headers["referrer-policy"]) == ("no-store", "no-referrer")
