"""An officer sees a petition as a program is told it, in words, with the forms that make sense (R10, R23)."""

import logging

import httpx
import pytest
from prometheus_client import generate_latest

from services.petitions.handlers import HANDLES
from services.petitions.pages.wording import ACTS, CHANNELS
from shared.database.credentials import Role
from shared.events.catalogue import CORRECTION
from shared.events.petitions import PetitionChannel
from tests.builders.forms import FORM, Page, sent
from tests.builders.petition_events import HEIR, OFFICE, STRANGER, told, unsaying
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions

PATH = "/can-bo/kien-nghi/kn-1"
HOUSEHOLD = {"name": "Hộ bà Canary-7731", "kind": "household", "tax_code": "0987654321"}
CONTACT = {"name": "Canary-8842", "phone": "0987654322", "email": "canary@example.invalid"}
SECRETS = ("anary", "0987654321", "0987654322", "thuê đất")


@pytest.fixture
async def kn_1(petitions: Petitions) -> Petitions:
    """A petition of a household to a conference of HEIR's predecessor."""
    await petitions.know()
    await petitions.take(
        told("PetitionReceived", "2024-05-20 09:00", business=HOUSEHOLD, contact=CONTACT, channel="form")
    )
    return petitions


async def seen(petitions: Petitions, web: httpx.AsyncClient, unit_id: str = HEIR) -> Page:
    return Page(await web.get(PATH, headers=await petitions.signed_in(unit_id)))


def forms(page: Page) -> set[str]:
    """The actions that have a form on the page."""
    return {name.removesuffix("-luc") for name in page.fields if name.endswith("-luc")}


async def test_what_it_says_and_who_petitions_are_shown_to_who_may_answer_it_and_to_nobody_else(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    page = await seen(kn_1, web)
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert page.headers["referrer-policy"] == "no-referrer"
    for said in ("Kiến nghị về thủ tục thuê đất", "Hộ kinh doanh", *HOUSEHOLD.values(), *CONTACT.values()):
        assert said in page.html or said == "household"
    for unit_id in (STRANGER, OFFICE):
        page = await seen(kn_1, web, unit_id)
        assert not [secret for secret in SECRETS if secret in page.html]
        assert "chỉ hiện cho đơn vị trả lời" in page.html
        assert forms(page) == set()


async def test_each_due_day_says_in_words_whether_it_is_past(kn_1: Petitions, web: httpx.AsyncClient) -> None:
    assert "Đang được tính" in (await seen(kn_1, web)).html
    for due_on, said in (
        ("2025-05-30", '<dd>Thứ Sáu, 30/5/2025 <strong class="late">Quá hạn</strong></dd>'),
        ("2025-06-02", '<dd>Thứ Hai, 02/6/2025 <strong class="late">Đến hạn hôm nay</strong></dd>'),
        ("2025-06-03", "<dd>Thứ Ba, 03/6/2025</dd>"),
    ):
        await kn_1.due("DeadlineSet", "kn-1", due_on)
        assert said in (await seen(kn_1, web)).html
    await kn_1.due("DeadlineMet", "kn-1", "2025-06-03", late=True)
    assert "<dd>Thứ Ba, 03/6/2025 (đã trả lời sau hạn)</dd>" in (await seen(kn_1, web)).html


async def test_its_history_says_who_did_what_and_when_and_strikes_out_what_was_taken_back(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    wrong = told("PetitionTransferred", "2025-05-21 09:00", HEIR, to=STRANGER)
    await kn_1.take(wrong)
    await kn_1.take(unsaying(wrong, "2025-05-22 10:30"), told("WrittenAnswerRequested", "2025-05-23", HEIR))
    html = (await seen(kn_1, web)).html
    for said in (
        "<li><p>09:00 ngày 20/5/2024: Tiếp nhận kiến nghị — Sở Giao thông vận tải</p>",
        "<s>09:00 ngày 21/5/2025: Chuyển cơ quan khác giải quyết — Sở Xây dựng</s>",
        "<s>Đến: Sở Tư pháp</s>",
        "Đã rút lại 10:30 ngày 22/5/2025 — Sở Xây dựng; lý do: gửi nhầm",
        "<li><p>00:00 ngày 23/5/2025: Doanh nghiệp đề nghị trả lời bằng văn bản — Sở Xây dựng</p>",
    ):
        assert said in html, said


async def test_its_history_says_to_whom_on_whose_word_and_by_which_document_to_who_may_act_on_it(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    document = {"number": "5/<b>", "date": "2024-05-21"}
    await kn_1.take(
        told("PetitionTransferred", "2024-05-21 09:00", to="Cục Hải quan", document=document),
        told("CoordinationRequested", "2024-05-21 10:00", with_=[STRANGER, "Sở X"]),
        told("PetitionEscalated", "2024-05-22 09:00"),
        told("DirectionGiven", "2024-05-23 09:00", by="UBND thành phố", content="Giao Sở Z giải quyết"),
        told("PetitionReclassified", "2024-05-23 10:00"),
        told("PetitionAnswered", "2024-05-24 09:00", fully_resolved=False),
        told("PetitionRefused", "2024-05-25 09:00"),
    )
    lines = (
        "Đến: Cục Hải quan", "Văn bản số 5/&lt;b&gt; ngày 21/5/2024", "Với: Sở Tư pháp; Sở X",
        "Đến: UBND thành phố", "UBND thành phố: Giao Sở Z giải quyết", "Nhóm: Tín dụng",
        "Bằng văn bản; chưa giải quyết triệt để", "Lý do: nội dung thuộc thẩm quyền của cơ quan tư pháp",
    )  # fmt: skip
    html = (await seen(kn_1, web)).html
    for line in lines:
        assert f"<p>{line}</p>" in html, line
    path = "/api/petitions/kn-1"
    own = (await web.get(path, headers=await kn_1.bearer(HEIR))).json()["history"]
    assert [each.get("data", {}).get("to") for each in own][1:4] == ["Cục Hải quan", None, "city_committee"]
    assert "data" not in own[0], "what a business said has its own place, and its own readers"
    for other in (await kn_1.bearer("so-tai-chinh"), await kn_1.bearer(None, Role.DPI), {}):
        answer = await web.get(path, headers=other)
        assert not [each for each in answer.json()["history"] if "data" in each]
    assert "Giao Sở Z" not in (await seen(kn_1, web, "so-tai-chinh")).html


OPEN = {"answer", "transfer", "coordinate", "escalate", "refuse", "reclassify", "withdraw"}
AFTER_AN_ANSWER = {"request-written"}


async def test_there_is_a_form_for_what_makes_sense_as_the_petition_stands_and_for_nothing_else(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    assert forms(await seen(kn_1, web)) == OPEN
    await kn_1.take(told("PetitionEscalated", "2024-05-21 09:00"))
    assert forms(await seen(kn_1, web)) == OPEN | {"direct"}
    assert forms(await seen(kn_1, web, OFFICE)) == {"direct"}
    await kn_1.take(told("PetitionTransferred", "2024-05-22 09:00", to=STRANGER))
    assert forms(await seen(kn_1, web)) == OPEN
    assert forms(await seen(kn_1, web, STRANGER)) == {"answer", "transfer", "escalate"}
    await kn_1.take(told("PetitionAnswered", "2024-05-23 09:00", fully_resolved=False))
    assert forms(await seen(kn_1, web)) == OPEN | AFTER_AN_ANSWER
    await kn_1.take(told("PetitionAnswered", "2024-05-24 09:00"))
    assert forms(await seen(kn_1, web)) == {"answer", "reclassify"} | AFTER_AN_ANSWER
    await kn_1.take(told("PetitionWithdrawn", "2024-05-25 09:00"))
    assert forms(await seen(kn_1, web)) == set()


async def test_a_refused_petition_says_why(kn_1: Petitions, web: httpx.AsyncClient) -> None:
    """R10."""
    await kn_1.take(told("PetitionRefused", "2024-05-21 09:00", reason="complaint"))
    page = await seen(kn_1, web)
    assert "nội dung là khiếu nại, được giải quyết theo Luật Khiếu nại" in page.html
    assert forms(page) == set()


async def test_one_that_there_is_not_is_a_page_that_says_so(kn_1: Petitions, web: httpx.AsyncClient) -> None:
    officer = await kn_1.signed_in(HEIR)
    for petition_id in ("kn-2", "KN%201", "%3Cb%3E", "x" * 70):
        page = Page(await web.get(f"/can-bo/kien-nghi/{petition_id}", headers=officer))
        assert page.status == 404
        assert "<b>" not in page.html


async def test_officers_pages_answer_to_head_and_name_their_methods_in_a_page(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    for path in ("/can-bo/kien-nghi", PATH):
        head = await web.head(path, headers=officer)
        assert (head.status_code, head.text) == (200, "")
        answer = await web.put(path, headers=officer)
        assert (Page(answer).status, answer.headers["allow"]) == (405, "GET, HEAD")
    answer = await web.get(f"{PATH}/answer", headers=officer)
    assert (Page(answer).status, answer.headers["allow"]) == (405, "POST")
    for path in ("/can-bo", "/can-bo/x", f"{PATH}/answer/x"):
        assert Page(await web.get(path)).status == 404
    for body, kind, status in ((b"{}", {"content-type": "application/json"}, 415), (b"x" * 2**22, FORM, 413)):
        answer = await web.post(f"{PATH}/answer", content=body, headers=officer | kind)
        assert Page(answer).status == status


async def test_what_businesses_and_officers_wrote_is_in_no_figure_and_no_log_line(
    kn_1: Petitions, web: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    officer = await kn_1.signed_in(HEIR)
    logging.getLogger("httpx").disabled = True
    try:
        fields = Page(await web.get(PATH, headers=officer)).fields
        typed = {"answer-hinh-thuc": "written", "answer-ket-qua": "co", "answer-noi-dung": "Canary-9953"}
        made = {name: fields[name] for name in ("khoa", "chung-thuc")}
        assert (await sent(web, f"{PATH}/answer", made | typed, officer)).status == 200
        assert (await sent(web, f"{PATH}/answer", made | typed | {"khoa": ""}, officer)).status == 403
    finally:
        logging.getLogger("httpx").disabled = False
    figures = generate_latest().decode()
    for route in (
        "/can-bo/kien-nghi/{petition_id}",
        "/can-bo/kien-nghi/{petition_id}/{action}",
    ):
        assert f'route="{route}"' in figures
    assert "kn-1" not in figures
    for secret in (*SECRETS, made["khoa"], made["chung-thuc"], officer["Authorization"].split()[1]):
        assert secret not in figures
        assert secret not in caplog.text


async def test_a_petition_is_shown_with_the_statements_of_the_api(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    program = await kn_1.bearer(HEIR, Role.OFFICER)
    with statements() as by_program:
        assert (await web.get("/api/petitions/kn-1", headers=program)).status_code == 200
    with statements() as found:
        assert Page(await web.get(PATH, headers=officer)).status == 200
    assert len(found) == len(by_program) <= 5, found


def test_every_act_and_every_way_in_has_its_words() -> None:
    assert set(ACTS) == set(HANDLES) - {CORRECTION}
    assert set(CHANNELS) == set(PetitionChannel)
