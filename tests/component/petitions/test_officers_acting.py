"""An officer acts from a petition's page: the command of a program, nothing typed is lost (R10-R16)."""

import asyncio
from typing import Any

import httpx
import msgspec
import pytest

from services.petitions.handlers.acting import ACTIONS as EVENTS
from services.petitions.pages.actions import ACTIONS
from tests.builders.forms import Page, sent
from tests.builders.petition_events import HEIR, OFFICE, STRANGER, told
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions
from tests.component.petitions.test_acting import ACTIONS as PROGRAMS
from tests.component.petitions.test_acting import acts_of

PATH = "/can-bo/kien-nghi/kn-1"
ANSWER: dict[str, str] = {
    "answer-hinh-thuc": "written", "answer-ket-qua": "chua", "answer-noi-dung": "Đã hướng dẫn\n\nthủ tục",
    "answer-so": "12/SXD", "answer-ngay": "2025-06-01", "answer-luc": "2025-06-01T09:30",
}  # fmt: skip
TYPED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "answer": (ANSWER, {
        "mode": "written", "fully_resolved": False, "content": "Đã hướng dẫn\n\nthủ tục",
        "document": {"number": "12/SXD", "date": "2025-06-01"}, "at": "2025-06-01T09:30:00+07:00",
    }),
    "transfer": ({"transfer-den": "Sở Tư pháp"}, {"to": "Sở Tư pháp"}),
    "escalate": ({"escalate-den": "city_committee"}, {"to": "city_committee"}),
    "direct": (
        {"direct-boi": "UBND thành phố", "direct-noi-dung": "Giao Sở"},
        {"by": "UBND thành phố", "content": "Giao Sở"},
    ),
    "coordinate": ({"coordinate-voi": " Sở Tư pháp \n\nCục Thuế\n"}, {"with": ["Sở Tư pháp", "Cục Thuế"]}),
    "refuse": ({"refuse-ly-do": "complaint"}, {"reason": "complaint"}),
    "reclassify": ({"reclassify-nhom": "credit"}, {"group": "credit"}),
    "request-written": ({"request-written-luc": "2025-06-01T23:59"}, {"at": "2025-06-01T23:59:00+07:00"}),
    "withdraw": ({"withdraw-ly-do": "Đã xong"}, {"reason": "Đã xong"}),
}  # fmt: skip
"""What is typed into each form, and what a program sends for the same."""


@pytest.fixture
async def kn_1(petitions: Petitions) -> Petitions:
    """A pending petition to a conference of HEIR's predecessor."""
    await petitions.know()
    await petitions.take(told("PetitionReceived", "2024-05-20 09:00"))
    return petitions


async def filled(
    web: httpx.AsyncClient, officer: dict[str, str], typed: dict[str, str], path: str = PATH
) -> dict[str, str]:
    """What a browser sends of the form in which this was typed."""
    fields = Page(await web.get(path, headers=officer)).fields
    return {name: fields[name] for name in ("khoa", "chung-thuc")} | typed


async def facts(petitions: Petitions, petition_id: str) -> list[tuple[Any, ...]]:
    said = "SELECT name, unit_id, data::jsonb - 'petition_id', time FROM acts WHERE subject = $1"
    return (await petitions.rows(f"{said} ORDER BY sequence", f"petition/{petition_id}"))[1:]


def test_each_action_of_a_program_has_its_form() -> None:
    assert {*ACTIONS} == {*TYPED, "correct"} == {*EVENTS}
    assert {*TYPED} == {action for action, *_ in PROGRAMS}


@pytest.mark.parametrize("action", TYPED)
async def test_each_form_is_the_event_that_a_program_tells(
    petitions: Petitions, web: httpx.AsyncClient, action: str
) -> None:
    await petitions.know()
    names = ("kn-1", "kn-2")
    await petitions.take(
        *(told("PetitionReceived", "2024-05-20 09:00", petition_id=name) for name in names),
        *(told("PetitionEscalated", "2024-05-21 09:00", petition_id=name) for name in names),
        *(
            told("PetitionAnswered", "2024-05-21 08:00", petition_id=name, mode="at_conference")
            for name in names
        ),
    )
    officer, program = await petitions.signed_in(HEIR), await petitions.bearer(HEIR)
    typed, body = TYPED[action]
    done = await sent(web, f"{PATH}/{action}", await filled(web, officer, typed), officer)
    assert (done.status, ACTIONS[action].done in done.texts["xong"]) == (200, True)
    answer = await web.post(f"/api/petitions/kn-2/{action}", json=body, headers=program)
    assert answer.status_code == 200, answer.text
    *_, (name, unit_id, data, time) = await facts(petitions, "kn-1")
    *_, (*others, others_time) = await facts(petitions, "kn-2")
    assert [name, unit_id, data] == others
    if "at" in body:
        assert time == others_time
    published = "SELECT topic, value FROM outbox_records ORDER BY id DESC, place DESC LIMIT 2"
    for topic, value in await petitions.rows(published):
        fact = msgspec.json.decode(bytes(value))
        assert (topic, fact["unitid"]) == ("doithoai.petitions.v1", HEIR)
        assert fact["type"] == f"vn.haiphong.doithoai.{EVENTS[action]}.v1"


async def test_what_was_done_is_said_on_the_page_with_how_the_petition_stands_now(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    page = await sent(
        web, f"{PATH}/answer", await filled(web, officer, ANSWER | {"answer-ket-qua": "co"}), officer
    )
    for said in ("Đã ghi nhận trả lời.", "Đã giải quyết triệt để", "văn bản số 12/SXD ngày 01/6/2025",
                 "09:30 ngày 01/6/2025: Trả lời — Sở Xây dựng"):  # fmt: skip
        assert said in page.html, said
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert "answer-noi-dung" in page.fields
    assert page.fields["answer-noi-dung"] == ""


@pytest.mark.parametrize(
    "action, wrong, said",
    [
        ("answer", {"answer-hinh-thuc": "", "answer-ket-qua": ""},
         {"answer-hinh-thuc": "chưa được chọn", "answer-ket-qua": "chưa được chọn"}),
        ("answer", {"answer-ket-qua": "true", "answer-hinh-thuc": "phone"},
         {"answer-ket-qua": "không có trong danh sách", "answer-hinh-thuc": "không có trong danh sách"}),
        ("answer", {"answer-luc": "hôm qua", "answer-so": "", "answer-noi-dung": "ặ" * 20_001},
         {"answer-luc": "phải là ngày và giờ", "answer-so": "không được để trống",
          "answer-noi-dung": "có tối đa 20000 ký tự"}),
        ("answer", {"answer-ngay": "01/06/2025"}, {"answer-ngay": "phải là một ngày"}),
        ("answer", {"answer-luc": "2025-06-02T10:06"}, {"answer-luc": "sau hiện tại hơn 5 phút"}),
        ("answer", {"answer-luc": "2024-05-20T08:59"},
         {"answer-luc": "trước khi kiến nghị được tiếp nhận (09:00 ngày 20/5/2024)"}),
        ("answer", {"answer-luc": "0001-01-01T00:00"}, {"answer-luc": "phải là ngày và giờ"}),
        ("transfer", {"transfer-den": " "}, {"transfer-den": "không được để trống"}),
        ("coordinate", {"coordinate-voi": "\n \n"}, {"coordinate-voi": "không được để trống"}),
        ("coordinate", {"coordinate-voi": "a\n" + "b" * 20_001}, {"coordinate-voi": "có tối đa 20000"}),
        ("refuse", {"refuse-ly-do": "bored"}, {"refuse-ly-do": "không có trong danh sách"}),
    ],
)  # fmt: skip
async def test_each_wrong_field_is_named_beside_it_and_what_was_typed_comes_back(
    kn_1: Petitions, web: httpx.AsyncClient, action: str, wrong: dict[str, str], said: dict[str, str]
) -> None:
    officer = await kn_1.signed_in(HEIR)
    form = await filled(web, officer, TYPED[action][0] | wrong)
    page = await sent(web, f"{PATH}/{action}", form, officer)
    assert page.status in (409, 422)
    errors = page.errors()
    assert set(errors) == set(said)
    for name, words in said.items():
        assert words in errors[name], errors[name]
    for name in form:
        # What is in no list to choose from is not chosen.
        assert page.fields[name] == form[name].strip() or "danh sách" in said[name]
    assert await acts_of(kn_1) == []


async def test_a_refusal_is_told_in_vietnamese_with_its_reason_and_the_form_comes_back(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer, office = await kn_1.signed_in(HEIR), await kn_1.signed_in(OFFICE)
    await kn_1.take(told("PetitionEscalated", "2024-05-21 09:00"))
    of_office = await filled(web, office, {"refuse-ly-do": "judicial"})
    page = await sent(web, f"{PATH}/refuse", of_office, office)
    assert page.status == 403
    assert "Đơn vị Văn phòng Ủy ban nhân dân thành phố không có thẩm quyền" in page.texts["loi"]
    assert "kiến nghị gửi Sở Giao thông vận tải." in page.texts["loi"]
    assert page.fields["refuse-ly-do"] == "judicial"
    late = await filled(web, officer, {"transfer-den": "Sở Tư pháp"})
    await kn_1.take(told("PetitionWithdrawn", "2025-06-01 09:00", HEIR))
    page = await sent(web, f"{PATH}/transfer", late, officer)
    assert page.status == 409
    assert "sau khi doanh nghiệp rút kiến nghị" in page.texts["loi"]
    assert page.fields["transfer-den"] == "Sở Tư pháp"
    assert [name for name, *_ in await acts_of(kn_1)] == ["PetitionEscalated", "PetitionWithdrawn"]


async def test_a_form_that_is_sent_twice_acts_once_and_one_that_was_changed_is_asked_about(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    form = await filled(web, officer, ANSWER)
    pages = await asyncio.gather(*(sent(web, f"{PATH}/answer", form, officer) for _ in range(3)))
    assert {(page.status, "xong" in page.texts) for page in pages} == {(200, True)}
    assert len(await acts_of(kn_1)) == 1
    asked = await sent(web, f"{PATH}/answer", form | {"answer-noi-dung": "Khác"}, officer)
    assert asked.status == 422
    assert "đã được gửi trước đó với nội dung khác" in asked.texts["loi"]
    again = {name: asked.fields[name] for name in form}
    # The new key is the form's that comes back; its code goes with it.
    assert again["khoa"] != form["khoa"]
    assert (await sent(web, f"{PATH}/answer", again, officer)).status == 200
    assert len(await acts_of(kn_1)) == 2


async def test_a_unit_it_was_passed_to_answers_from_its_page_and_the_office_directs(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    await kn_1.take(
        told("PetitionTransferred", "2024-05-21 09:00", to=STRANGER),
        told("PetitionEscalated", "2024-05-22 09:00"),
    )
    for unit_id, action, typed in (
        (OFFICE, "direct", {"direct-boi": "UBND thành phố", "direct-noi-dung": "Giao Sở"}),
        (STRANGER, "answer", ANSWER | {"answer-ket-qua": "co"}),
    ):
        officer = await kn_1.signed_in(unit_id)
        page = await sent(web, f"{PATH}/{action}", await filled(web, officer, typed), officer)
        assert page.status == 200, page.texts
    assert [unit_id for _, unit_id, _ in await acts_of(kn_1)][2:] == [OFFICE, STRANGER]


async def test_the_form_of_an_action_that_there_is_not_is_a_page_that_says_so(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    form = await filled(web, officer, {})
    for action in ("rename", "ANSWER", "answer/x"):
        assert (await sent(web, f"{PATH}/{action}", form, officer)).status == 404
    assert await acts_of(kn_1) == []


async def test_an_act_by_form_costs_no_more_than_a_programs_and_looking_at_it_again(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    keyed = await kn_1.bearer(HEIR) | {"Idempotency-Key": "k-1"}
    body = TYPED["answer"][1]
    with statements() as by_program:
        answer = await web.post("/api/petitions/kn-1/answer", json=body, headers=keyed)
    assert answer.status_code == 200
    form = await filled(web, officer, ANSWER)
    with statements() as by_form:
        assert (await sent(web, f"{PATH}/answer", form, officer)).status == 200
    # Of another conference's thousands of acts none is read: four statements show one petition.
    assert len(by_form) <= len(by_program) + 4, by_form
