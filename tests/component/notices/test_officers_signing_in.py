"""The pages of a unit's conferences ask who one is, and take a form from its own page alone (0038)."""

from typing import Any

import httpx
import pytest

from shared.database.credentials import Role
from tests.builders.conference_events import DEPARTMENT, told
from tests.builders.forms import Page, filled, sent
from tests.component.notices.conftest import Notices
from tests.component.notices.test_officers_acting import HELD, LIST, MAY, PATH
from tests.component.notices.test_officers_scheduling import NEW
from tests.component.notices.test_officers_scheduling import TYPED as SCHEDULED

HELD_AT = f"{PATH}/held"
CANARY = "Canary-5566"
TYPED = HELD | {"held-bao-chi": CANARY}
FORMS = ((PATH, HELD_AT, TYPED), (NEW, NEW, SCHEDULED | {"chuyen-de": CANARY}))


@pytest.fixture
async def two(notices: Notices) -> Notices:
    """Two conferences of DEPARTMENT."""
    await notices.take(
        told("ConferenceScheduled", MAY), told("ConferenceScheduled", MAY, conference_id="hn-2")
    )
    return notices


async def written(notices: Notices) -> list[tuple[Any, ...]]:
    return await notices.rows(
        "SELECT (SELECT count(*) FROM acts), (SELECT count(*) FROM outbox_records), "
        "(SELECT count(*) FROM inbox), (SELECT count(*) FROM idempotency)"
    )


async def refused(
    notices: Notices, web: httpx.AsyncClient, to: str, given: dict[str, str], headers: dict[str, str]
) -> None:
    """A page says so; nothing is stored, nor said again."""
    before = await written(notices)
    page = await sent(web, to, given, headers)
    assert page.status == 403, page.html
    assert "Biểu mẫu không được nhận" in page.html
    assert CANARY not in page.html
    assert await written(notices) == before


async def test_each_page_of_a_units_conferences_asks_for_the_password_on_this_machine_too(
    two: Notices, web: httpx.AsyncClient
) -> None:
    answers = [await web.get(path) for path in (LIST, NEW, PATH, f"{LIST}/hn-9")]
    answers += [await web.post(HELD_AT, data=TYPED), await web.post(NEW, data=SCHEDULED)]
    answers += [
        await web.get(PATH, headers={"Authorization": said}) for said in ("Basic eA==", "Bearer dt_x")
    ]
    for answer in answers:
        assert Page(answer).status == 401
        assert 'Basic realm="doithoai", charset="UTF-8"' in answer.headers.get_list("www-authenticate")


@pytest.mark.parametrize("role", [Role.DPI, Role.OPERATOR])
async def test_who_speaks_for_no_unit_reads_whom_the_pages_of_conferences_are_for(
    two: Notices, web: httpx.AsyncClient, role: Role
) -> None:
    headers = await two.signed_in(None, role)
    for page in (
        *[Page(await web.get(path, headers=headers)) for path in (LIST, NEW, PATH)],
        await sent(web, HELD_AT, TYPED, headers),
        await sent(web, NEW, SCHEDULED, headers),
    ):
        assert (page.status, "Trang của cán bộ đơn vị" in page.html) == (403, True)


@pytest.mark.parametrize(("page", "to", "typed"), FORMS)
async def test_a_form_of_a_conference_that_another_site_sent_is_refused_whatever_it_has(
    two: Notices, web: httpx.AsyncClient, page: str, to: str, typed: dict[str, str]
) -> None:
    headers = await two.signed_in(DEPARTMENT)
    form = await filled(web, page, headers, typed)
    for said in ({"Origin": "https://elsewhere.example"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}):
        await refused(two, web, to, form, headers | said)
    own = {"Origin": "http://notices", "Sec-Fetch-Site": "same-origin"}
    assert (await sent(web, to, form, headers | own)).status == 200


@pytest.mark.parametrize(("page", "to", "typed"), FORMS)
async def test_a_form_of_a_conference_is_taken_from_whom_it_was_made_for_and_for_what_alone(
    two: Notices, web: httpx.AsyncClient, page: str, to: str, typed: dict[str, str]
) -> None:
    headers, colleague = await two.signed_in(DEPARTMENT), await two.signed_in(DEPARTMENT)
    own = await filled(web, page, headers, typed)
    other = await filled(web, f"{LIST}/hn-2", headers, typed)
    for wrong in (
        own | {"chung-thuc": ""}, own | {"chung-thuc": own["khoa"]}, own | {"khoa": other["khoa"]}, other,
        await filled(web, page, colleague, typed), typed,
    ):  # fmt: skip
        await refused(two, web, to, wrong, headers)
    assert (await sent(web, to, own, headers)).status == 200


async def test_refusals_below_the_pages_of_conferences_are_pages_and_methods_are_named(
    two: Notices, web: httpx.AsyncClient
) -> None:
    headers = await two.signed_in(DEPARTMENT)
    for path, allowed in ((LIST, "GET, HEAD"), (NEW, "GET, HEAD, POST"), (HELD_AT, "POST")):
        answer = await web.put(path, headers=headers)
        assert Page(answer).status == 405
        assert set(answer.headers["allow"].split(", ")) == set(allowed.split(", "))
    assert (await web.head(LIST, headers=headers)).status_code == 200
    assert Page(await web.get(f"{LIST}/hn-1/held/x", headers=headers)).status == 404
