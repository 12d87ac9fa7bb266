"""Whoever has the code sees where the petition stands, in words; the code stands in no address (R10, R11)."""

import logging
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest

from services.petitions.pages.wording import DEADLINES, REFUSALS, STATES
from shared.dialogue.petition import PetitionState
from shared.events.deadlines import DeadlineKind
from shared.events.petitions import RefusalReason
from tests.builders.forms import Page, sent
from tests.builders.petition_events import HEIR, told
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions, client_of
from tests.component.petitions.test_filing import BODY

PATH = "/tra-cuu"
UNKNOWN = "Không tìm thấy kiến nghị với mã này"


async def filed(petitions: Petitions, web: httpx.AsyncClient) -> tuple[str, str]:
    await petitions.know()
    answer = (await web.post("/api/petitions", json=BODY)).json()
    return answer["petition_id"], answer["tracking_code"]


async def act(petitions: Petitions, name: str, petition_id: str, **said: Any) -> None:
    """What the unit says of it at the moment in which it came."""
    came = "SELECT time FROM acts WHERE name = 'PetitionReceived' AND subject = $1"
    ((time,),) = await petitions.rows(came, f"petition/{petition_id}")
    event = told(name, "2025-06-02 10:00", HEIR, petition_id=petition_id, **said)
    await petitions.take(event | {"time": time.isoformat()})


async def tracked(web: httpx.AsyncClient, code: str) -> Page:
    """Asked by the form, which the page of the address says alike."""
    page = await sent(web, PATH, {"ma": code})
    by_address = Page(await web.get(PATH, params={"ma": code}))
    assert (by_address.status, by_address.texts) == (page.status, page.texts)
    for each in (page, by_address):
        assert (each.headers["cache-control"], each.headers["referrer-policy"]) == ("no-store", "no-referrer")
    return page


async def test_the_state_the_due_day_and_the_answer_stand_in_words_as_they_come(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    petition_id, code = await filed(petitions, web)
    page = await tracked(web, code)
    assert (page.status, "Đang giải quyết" in page.html, "Đang được tính" in page.html) == (200, True, True)
    await petitions.due("DeadlineSet", petition_id, "2025-06-11", provisional=True)
    page = await tracked(web, f"  {code.lower()} ")
    for said in ("Thứ Tư, 11/6/2025", "tạm tính", "Đất đai", "02/6/2025", "/hoi-nghi/hn-1"):
        assert said in page.html, said
    await act(
        petitions, "PetitionAnswered", petition_id,
        content="Đã rút <b>ngắn</b>", document={"number": "12/SXD", "date": "2025-06-02"},
    )  # fmt: skip
    await petitions.due("DeadlineMet", petition_id, "2025-06-11", late=False)
    page = await tracked(web, code)
    for said in (
        "Đã giải quyết triệt để", "Đã rút &lt;b&gt;ngắn&lt;/b&gt;", "văn bản số 12/SXD ngày 02/6/2025",
        "10:00 ngày 02/6/2025", "Trả lời bằng văn bản", "đã trả lời đúng hạn",
    ):  # fmt: skip
        assert said in page.html, said


@pytest.mark.parametrize("reason", RefusalReason)
async def test_a_refused_petitioner_reads_the_reason(
    petitions: Petitions, web: httpx.AsyncClient, reason: RefusalReason
) -> None:
    """R10."""
    petition_id, code = await filed(petitions, web)
    await act(petitions, "PetitionRefused", petition_id, reason=reason.value)
    page = await tracked(web, code)
    assert STATES[PetitionState.REFUSED] in page.html
    assert REFUSALS[reason] in page.html


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "x", "ặ" * 300, "a\0b", "'; --", "<b>", "/../"])
async def test_a_code_that_nobody_has_is_answered_alike_whatever_it_is(
    petitions: Petitions, web: httpx.AsyncClient, code: str
) -> None:
    await filed(petitions, web)
    page = await sent(web, PATH, {"ma": code})
    assert page.status == (422 if "\0" in code else 404)
    if page.status == 404:
        assert UNKNOWN in page.texts["loi"]
        assert page.fields["ma"] == code
        assert page.texts == (await sent(web, PATH, {"ma": "AAAA-BBBB-CCCD"})).texts


async def test_a_code_that_was_left_out_is_asked_for(petitions: Petitions, web: httpx.AsyncClient) -> None:
    await petitions.know()
    for page in (await sent(web, PATH, {"ma": " "}), Page(await web.get(f"{PATH}?ma="))):
        assert page.status == 422
        assert page.errors() == {"ma": "Mã tra cứu không được để trống."}
    assert Page(await web.get(PATH)).status == 200


async def test_a_code_is_sent_in_a_form_and_is_in_no_figure_and_no_log_line(
    petitions: Petitions, web: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    _, code = await filed(petitions, web)
    logging.getLogger("httpx").disabled = True
    try:
        assert 'method="post" action="/tra-cuu"' in (await tracked(web, code)).html
    finally:
        logging.getLogger("httpx").disabled = False
    assert code not in generate_latest().decode()
    assert 'route="/tra-cuu"' in generate_latest().decode()
    assert code not in caplog.text


async def test_without_its_database_nothing_is_said_of_a_code(web: httpx.AsyncClient) -> None:
    async with client_of("postgresql://x@127.0.0.1:1/x") as nowhere:
        page = await sent(nowhere, PATH, {"ma": "AAAA-BBBB-CCCC"})
    assert (page.status, page.fields["ma"]) == (503, "AAAA-BBBB-CCCC")
    assert "tạm thời không tra cứu được" in page.texts["loi"]
    assert UNKNOWN not in page.html


async def test_an_answer_costs_the_three_statements_of_the_api(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    _, code = await filed(petitions, web)
    with statements() as by_program:
        assert (await web.get(f"/api/petitions/track/{code}")).status_code == 200
    with statements() as found:
        assert (await sent(web, PATH, {"ma": code})).status == 200
    assert len(found) == len(by_program) <= 3, found


def test_every_state_reason_and_deadline_of_a_petition_has_its_words() -> None:
    assert set(STATES) == set(PetitionState)
    assert set(REFUSALS) == set(RefusalReason)
    assert set(DEADLINES) == {DeadlineKind.PETITION_ANSWER, DeadlineKind.WRITTEN_ANSWER}
