"""What does the page with the form of a petition say, to whom, and what does it cost (R10, R28)?"""

import httpx

from services.petitions.handlers.tracking_code import ALPHABET
from shared.dialogue.groups import LABELS
from tests.builders.forms import Page, sent
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions, client_of
from tests.component.petitions.test_filing_by_form import PATH, SAID, filled


async def test_the_form_has_the_seven_groups_in_their_order_and_says_what_is_taken_and_what_is_not(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    """R10, R28."""
    await petitions.know()
    page = Page(await web.get(PATH))
    places = [page.html.index(f'<option value="{group}">{name}</option>') for group, name in LABELS.items()]
    assert len(places) == 7
    assert places == sorted(places)
    for said in ("thủ tục hành chính", "khiếu nại, tố cáo không thuộc phạm vi", "tòa án"):
        assert said in page.html
    assert "/hoi-nghi/hn-1" in page.links


async def test_the_pages_need_no_login_and_what_is_for_officers_still_does(petitions: Petitions) -> None:
    await petitions.know()
    async with client_of(petitions.url, profile="server") as web:
        assert (await sent(web, PATH, await filled(web))).status == 201
        assert Page(await web.get("/tra-cuu")).status == 200
        assert (await web.get("/api/petitions")).status_code == 401


async def test_the_form_costs_two_statements_and_a_petition_no_more_than_a_programs(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    with statements() as asked:
        form = await filled(web)
    assert len(asked) <= 2, asked
    keyed = {"Idempotency-Key": "k-1"}
    assert (await web.post("/api/petitions", json=SAID)).status_code == 201
    with statements() as by_program:
        assert (await web.post("/api/petitions", json=SAID, headers=keyed)).status_code == 201
    with statements() as by_form:
        assert (await sent(web, PATH, form)).status == 201
    assert len(by_form) == len(by_program)


async def test_pages_answer_to_head_and_name_their_methods_in_a_page(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    head = await web.head(PATH)
    assert (head.status_code, head.text) == (200, "")
    for path in (PATH, "/tra-cuu"):
        answer = await web.put(path)
        assert (Page(answer).status, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert Page(await web.get("/kien-nghi")).status == 404


def test_what_is_said_of_codes_is_so() -> None:
    assert not set("IO01") & set(ALPHABET)
