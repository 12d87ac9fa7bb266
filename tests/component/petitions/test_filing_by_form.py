"""A business petitions from the page: stored as by a program, once; nothing typed is lost (R10, R28)."""

import asyncio
from typing import Any
from unicodedata import normalize

import httpx
import pytest

from tests.builders.forms import FORM, Page, sent
from tests.builders.petition_events import OWNER
from tests.component.petitions.conftest import Petitions, client_of

PATH = "/kien-nghi/moi?hoi-nghi=hn-1"
TYPED = {
    "nhom": "land", "noi-dung-kien-nghi": "Kiến nghị\n\nvề thủ tục thuê đất", "ten": "Hộ bà Canary-7731",
    "loai": "household", "ma-so-thue": "0987654321", "nguoi-lien-he": "Canary-8842",
    "dien-thoai": "0987654322", "email": "canary@example.invalid",
}  # fmt: skip
SECRETS = ("anary", "0987654321", "0987654322")
SAID: dict[str, Any] = {
    "conference_id": "hn-1",
    "group": "land",
    "content": TYPED["noi-dung-kien-nghi"],
    "business": {"name": TYPED["ten"], "kind": "household", "tax_code": TYPED["ma-so-thue"]},
    "contact": {"name": TYPED["nguoi-lien-he"], "phone": TYPED["dien-thoai"], "email": TYPED["email"]},
}


async def filled(web: httpx.AsyncClient, **fields: str) -> dict[str, str]:
    """The form as it is got, and filled in."""
    form = Page(await web.get(PATH)).fields
    return form | TYPED | {name.replace("_", "-"): text for name, text in fields.items()}


async def stored(petitions: Petitions) -> list[tuple[Any, ...]]:
    said = "SELECT unit_id, data::jsonb - 'petition_id' FROM acts WHERE name = 'PetitionReceived'"
    return await petitions.rows(f"{said} ORDER BY time")


async def codes(petitions: Petitions) -> list[str]:
    return [code for (code,) in await petitions.rows("SELECT tracking_code FROM tracking")]


async def test_what_the_form_says_is_stored_as_what_a_program_says_and_its_code_is_shown(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    done = await sent(web, PATH, await filled(web))
    assert done.status == 201
    (code,) = await codes(petitions)
    assert done.fields["ma"] == code
    assert f'<p class="code">{code}</p>' in done.html
    for said in ("mã chỉ hiện ở trang này", "7 ngày làm việc", "14 ngày làm việc", "từ ngày tiếp nhận"):
        assert said in done.html
    assert (done.headers["cache-control"], done.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert (await web.post("/api/petitions", json=SAID)).status_code == 201
    by_form, by_program = await stored(petitions)
    assert by_form == by_program
    assert by_form[0] == OWNER
    assert await petitions.rows("SELECT DISTINCT topic FROM outbox_records") == [("doithoai.petitions.v1",)]


async def test_a_form_that_is_sent_twice_or_reloaded_is_one_petition_with_the_same_code(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    form = await filled(web)
    answers = await asyncio.gather(*(sent(web, PATH, form) for _ in range(3)))
    answers.append(await sent(web, PATH, form))
    assert {(answer.status, answer.html) for answer in answers} == {(201, answers[0].html)}
    assert await codes(petitions) == [answers[0].fields["ma"]]


async def test_who_goes_back_and_sends_another_petition_is_asked_once_and_then_gets_a_code_for_it(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    form = await filled(web)
    assert (await sent(web, PATH, form)).status == 201
    asked = await sent(web, PATH, form | {"nhom": "credit"})
    assert asked.status == 422
    assert "đã được gửi trước đó với nội dung khác" in asked.texts["loi"]
    assert (await sent(web, PATH, asked.fields)).status == 201
    assert len(await codes(petitions)) == 2


@pytest.mark.parametrize("typed", ["\n\n  Hai dòng trống ở đầu", "<b>&amp;</b>", "một\nhai\n\nba"])
async def test_a_text_comes_back_as_it_was_typed_and_is_kept_in_its_lines(
    petitions: Petitions, web: httpx.AsyncClient, typed: str
) -> None:
    await petitions.know()
    back = await sent(web, PATH, await filled(web, noi_dung_kien_nghi=typed, nhom=""))
    assert (back.status, back.fields["noi-dung-kien-nghi"]) == (422, typed.strip())
    assert (await sent(web, PATH, back.fields | {"nhom": "land"})).status == 201
    ((_, data),) = await stored(petitions)
    assert data["content"] == typed.strip()


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"nhom": "tax"}, {"nhom": "không có trong danh sách"}),
        ({"noi_dung_kien_nghi": ""}, {"noi-dung-kien-nghi": "không được để trống"}),
        ({"noi_dung_kien_nghi": "ặ" * 20_001}, {"noi-dung-kien-nghi": "có tối đa 20000 ký tự"}),
        ({"noi_dung_kien_nghi": "a\0b"}, {"noi-dung-kien-nghi": "có ký tự không dùng được"}),
        (
            {"nhom": "", "ten": "", "loai": "", "email": "\udcff"},
            {"nhom": "chưa được chọn", "ten": "trống", "loai": "chưa được chọn", "email": "không dùng"},
        ),
    ],
)
async def test_each_wrong_field_is_named_and_all_that_was_typed_is_still_there(
    petitions: Petitions, web: httpx.AsyncClient, wrong: dict[str, str], said: dict[str, str]
) -> None:
    await petitions.know()
    form = await filled(web, **wrong)
    answer = await sent(web, PATH, form)
    assert answer.status == 422
    errors = answer.errors()
    assert set(errors) == set(said)
    for name, words in said.items():
        assert words in errors[name]
    for name in TYPED.keys() - said.keys():
        assert answer.fields[name] == form[name]
    if "\0" not in form["noi-dung-kien-nghi"]:
        assert answer.fields["noi-dung-kien-nghi"] == form["noi-dung-kien-nghi"]
    assert await stored(petitions) == []


async def test_letters_that_were_typed_in_parts_are_stored_whole(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    content = "Đề nghị rút ngắn thời gian cấp phép"
    assert (
        await sent(web, PATH, await filled(web, noi_dung_kien_nghi=normalize("NFD", content)))
    ).status == 201
    ((_, data),) = await stored(petitions)
    assert data["content"] == content


@pytest.mark.parametrize("query", ["", "?hoi-nghi=", "?hoi-nghi=hn-2", "?hoi-nghi=%00", "?hoi-nghi=HN"])
async def test_a_conference_that_is_not_known_is_a_page_that_says_so_and_nothing_typed_is_lost(
    petitions: Petitions, web: httpx.AsyncClient, query: str
) -> None:
    await petitions.know()
    found = Page(await web.get(f"/kien-nghi/moi{query}"))
    assert found.status == 404
    assert "Không tìm thấy hội nghị này" in found.html
    assert "/hoi-nghi" in found.links
    answer = await sent(web, f"/kien-nghi/moi{query}", await filled(web))
    assert answer.status == 404
    assert "Không tìm thấy hội nghị này" in answer.texts["loi"]
    assert TYPED.items() <= answer.fields.items()
    assert await stored(petitions) == []


@pytest.mark.parametrize(
    "body, headers, status",
    [
        (b'{"ten": "x"}', {"content-type": "application/json"}, 415),
        (b"ten=" + b"x" * (2 * 1024 * 1024), FORM, 413),
        (b"", FORM, 422),
    ],
)
async def test_what_is_no_form_is_refused_in_a_page(
    petitions: Petitions, web: httpx.AsyncClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    await petitions.know()
    assert Page(await web.post(PATH, content=body, headers=headers)).status == status


async def test_while_the_database_is_away_the_form_comes_back_whole_and_says_that_nothing_is_stored(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    form = await filled(web)
    async with client_of("postgresql://x@127.0.0.1:1/x") as nowhere:
        answer = await sent(nowhere, PATH, form)
        assert Page(await nowhere.get(PATH)).status == 503
    assert answer.status == 503
    assert "chưa có gì được ghi nhận" in answer.texts["loi"]
    assert {name: answer.fields[name] for name in form} == form
    assert (await sent(web, PATH, answer.fields)).status == 201


async def test_a_households_data_is_on_no_page_but_back_in_its_own_form(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    form = await filled(web)
    done = await sent(web, PATH, form)
    tracked = await sent(web, "/tra-cuu", {"ma": done.fields["ma"]})
    for page in (done.html, tracked.html, (await web.get(PATH)).text):
        assert not [secret for secret in SECRETS if secret in page]
    back = await sent(web, PATH, form | {"nhom": ""})
    assert all(secret in back.html for secret in SECRETS)
    assert (back.headers["cache-control"], back.headers["referrer-policy"]) == ("no-store", "no-referrer")
