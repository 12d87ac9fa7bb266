"""Officers' pages ask who one is, and take a form from nobody but the person it was made for (0038)."""

from typing import Any

import httpx
import pytest

from shared.database.credentials import Role
from tests.builders.forms import Page, sent
from tests.builders.petition_events import HEIR, STRANGER, told
from tests.component.petitions.conftest import Petitions

LIST = "/can-bo/kien-nghi"
PETITION = f"{LIST}/kn-1"
ANSWER = f"{PETITION}/answer"
TYPED = {"answer-hinh-thuc": "written", "answer-ket-qua": "co", "answer-noi-dung": "Canary-5566"}
ELSEWHERE = "https://elsewhere.example"


@pytest.fixture
async def two(petitions: Petitions) -> Petitions:
    """Two petitions that wait for HEIR."""
    await petitions.know()
    await petitions.take(
        *(told("PetitionReceived", "2024-05-20 09:00", petition_id=name) for name in ("kn-1", "kn-2"))
    )
    return petitions


async def made_for(
    web: httpx.AsyncClient, headers: dict[str, str], petition_id: str = "kn-1"
) -> dict[str, str]:
    """What a page's form has that nobody typed: its key, and the code that it was made for this person."""
    fields = Page(await web.get(f"{LIST}/{petition_id}", headers=headers)).fields
    return {name: fields[name] for name in ("khoa", "chung-thuc")}


async def written(petitions: Petitions) -> list[tuple[Any, ...]]:
    return await petitions.rows(
        "SELECT (SELECT count(*) FROM acts), (SELECT count(*) FROM outbox_records), "
        "(SELECT count(*) FROM inbox), (SELECT count(*) FROM idempotency)"
    )


async def refused(
    petitions: Petitions, web: httpx.AsyncClient, given: dict[str, str], **headers: str
) -> None:
    """A page says so; nothing is stored, nor said again."""
    before = await written(petitions)
    page = await sent(web, ANSWER, given, {name.replace("_", "-"): said for name, said in headers.items()})
    assert page.status == 403, page.html
    assert "Biểu mẫu không được nhận" in page.html
    assert "Canary" not in page.html
    assert await written(petitions) == before


async def test_each_page_asks_for_the_password_in_a_page_on_this_machine_too(
    two: Petitions, web: httpx.AsyncClient
) -> None:
    answers = [await web.get(path) for path in (LIST, PETITION, f"{LIST}/kn-9")]
    answers.append(await web.post(ANSWER, data=TYPED))
    shown = ("Basic eA==", "Basic QW46", f"Basic {'x' * 3000}", "Bearer dt_x", "Bearer ", "Digest x")
    answers += [await web.get(PETITION, headers={"Authorization": said}) for said in shown]
    for answer in answers:
        assert Page(answer).status == 401
        assert 'Basic realm="doithoai", charset="UTF-8"' in answer.headers.get_list("www-authenticate")


async def test_a_password_that_was_taken_back_opens_nothing(two: Petitions, web: httpx.AsyncClient) -> None:
    headers = await two.signed_in(HEIR)
    form = await made_for(web, headers) | TYPED
    async with two.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE tokens SET revoked_at = now()")
    assert (await sent(web, ANSWER, form, headers)).status == 401
    assert Page(await web.get(LIST, headers=headers)).status == 401


@pytest.mark.parametrize("role", [Role.DPI, Role.OPERATOR])
async def test_who_speaks_for_no_unit_reads_whom_the_page_is_for(
    two: Petitions, web: httpx.AsyncClient, role: Role
) -> None:
    headers = await two.signed_in(None, role)
    for page in (
        Page(await web.get(LIST, headers=headers)),
        Page(await web.get(PETITION, headers=headers)),
        await sent(web, ANSWER, TYPED, headers),
    ):
        assert page.status == 403
        assert "dành cho cán bộ của đơn vị tổ chức đối thoại, giải quyết kiến nghị" in page.html


async def test_an_agencys_token_opens_them_as_an_officers_password_does(
    two: Petitions, web: httpx.AsyncClient
) -> None:
    for headers in (await two.signed_in(HEIR, Role.AGENCY), await two.bearer(HEIR)):
        assert Page(await web.get(LIST, headers=headers)).status == 200
        form = await made_for(web, headers) | TYPED
        assert (await sent(web, ANSWER, form, headers)).status == 200


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": ELSEWHERE},
        {"Origin": "http://petitions.example"},
        {"Origin": "http://petitions:8080"},
        {"Origin": "file://petitions"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://petitions", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_form_that_another_site_sent_is_refused_whatever_it_has(
    two: Petitions, web: httpx.AsyncClient, said: dict[str, str]
) -> None:
    headers = await two.signed_in(HEIR)
    await refused(two, web, await made_for(web, headers) | TYPED, **headers, **said)


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "http://petitions"},
        {"Origin": "https://petitions", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_a_form_that_a_browser_sent_from_its_own_page_is_taken(
    two: Petitions, web: httpx.AsyncClient, said: dict[str, str]
) -> None:
    headers = await two.signed_in(HEIR)
    form = await made_for(web, headers) | TYPED
    assert (await sent(web, ANSWER, form, headers | said)).status == 200


async def test_a_form_without_the_code_of_its_page_is_refused(two: Petitions, web: httpx.AsyncClient) -> None:
    headers = await two.signed_in(HEIR)
    own = await made_for(web, headers)
    for code in ("", "0" * 64, own["chung-thuc"][:-1], "Đ", own["khoa"]):
        await refused(two, web, own | TYPED | {"chung-thuc": code}, **headers)
    await refused(two, web, {"khoa": own["khoa"], **TYPED}, **headers)
    await refused(two, web, TYPED, **headers)


async def test_a_form_with_another_petitions_code_or_another_forms_is_refused(
    two: Petitions, web: httpx.AsyncClient
) -> None:
    headers = await two.signed_in(HEIR)
    own, other = await made_for(web, headers), await made_for(web, headers, "kn-2")
    await refused(two, web, other | TYPED, **headers)
    await refused(two, web, own | {"chung-thuc": other["chung-thuc"]} | TYPED, **headers)
    await refused(two, web, own | {"khoa": other["khoa"]} | TYPED, **headers)


async def test_a_form_that_was_made_for_another_officer_is_refused_be_they_of_the_same_unit(
    two: Petitions, web: httpx.AsyncClient
) -> None:
    await two.take(told("PetitionTransferred", "2024-05-21 09:00", to=STRANGER))
    headers = await two.signed_in(HEIR)
    for other in (await two.signed_in(HEIR), await two.signed_in(STRANGER)):
        await refused(two, web, await made_for(web, other) | TYPED, **headers)


async def test_a_password_in_a_browser_acts_on_no_other_route_whatever_it_brings(
    two: Petitions, web: httpx.AsyncClient
) -> None:
    headers = await two.signed_in(HEIR)
    said = {"mode": "written", "fully_resolved": True, **await made_for(web, headers)}
    before = await written(two)
    assert (await web.post("/api/petitions/kn-1/answer", json=said, headers=headers)).status_code == 401
    assert await written(two) == before
