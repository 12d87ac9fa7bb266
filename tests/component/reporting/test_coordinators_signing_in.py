"""DPI's pages ask who one is, and take a form from nobody but the person it was made for (0040)."""

from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from services.reporting import pages
from shared.database.credentials import Role
from tests.builders.editions import EDITIONS, first_told
from tests.builders.forms import Page, sent
from tests.builders.reporting_side import ReportingSide
from tests.component.reporting.conftest import signed_in

QUARTER = "/dau-moi/tong-hop/2024-Q2"
TYPED = {"tinh-den": "2024-06-30T12:00", "biet-den": ""}
ELSEWHERE = "https://elsewhere.example"


def addresses(side: ReportingSide) -> list[str]:
    """Every page of DPI's that is read."""
    routes = pages.coordinators(side.reports, side.bench).routes
    found = [each for each in routes if isinstance(each, APIRoute) and "GET" in (each.methods or ())]
    return [each.path.replace("{quarter}", "2024-Q2") for each in found]


async def made_for(web: httpx.AsyncClient, headers: dict[str, str], path: str = QUARTER) -> dict[str, str]:
    """What a page's form has that nobody typed: its key, and the code that it was made for this person."""
    fields = Page(await web.get(path, headers=headers)).fields
    return {name: fields[name] for name in ("khoa", "chung-thuc")}


async def written(side: ReportingSide) -> list[tuple[Any, ...]]:
    return await side.rows(
        "SELECT (SELECT count(*) FROM editions), (SELECT count(*) FROM outbox_records), "
        "(SELECT count(*) FROM idempotency)"
    )


async def refused(side: ReportingSide, web: httpx.AsyncClient, given: dict[str, str], **headers: str) -> None:
    """A page says so; nothing is compiled, nor what was typed said again."""
    before = await written(side)
    page = await sent(web, QUARTER, given, {name.replace("_", "-"): said for name, said in headers.items()})
    assert page.status == 403, page.html
    assert "Biểu mẫu không được nhận" in page.html
    assert "2024-06-30T12:00" not in page.html
    assert await written(side) == before


async def test_each_of_dpis_pages_asks_for_the_password_on_this_machine_too(
    side: ReportingSide, web: httpx.AsyncClient
) -> None:
    await side.tell(first_told())
    assert len(addresses(side)) > 1
    answers = [await web.get(path) for path in addresses(side)]
    answers.append(await web.post(QUARTER, data=TYPED))
    shown = ("Basic eA==", "Basic QW46", "Bearer dt_x", "Bearer ", "Digest x")
    answers += [await web.get(QUARTER, headers={"Authorization": said}) for said in shown]
    for answer in answers:
        assert Page(answer).status == 401, answer.url
        assert 'Basic realm="doithoai", charset="UTF-8"' in answer.headers.get_list("www-authenticate")
    # Where a program needs no login, and compiles, these pages are still shut.
    assert (await web.post(EDITIONS, json={})).status_code == 201


@pytest.mark.parametrize("role, unit_id", [(Role.OFFICER, "so-xay-dung"), (Role.AGENCY, "so-xay-dung")])
async def test_who_speaks_for_a_unit_reads_whom_dpis_pages_are_for(
    side: ReportingSide, web: httpx.AsyncClient, role: Role, unit_id: str
) -> None:
    await side.tell(first_told())
    headers = await signed_in(side, role, unit_id)
    found = [Page(await web.get(path, headers=headers)) for path in addresses(side)]
    own = await made_for(web, await signed_in(side))
    found.append(await sent(web, QUARTER, own | TYPED, headers))
    for page in found:
        assert page.status == 403
        assert "dành cho cơ quan đầu mối tổng hợp" in page.html
    assert await written(side) == [(0, 0, 0)]


@pytest.mark.parametrize("role", [Role.DPI, Role.OPERATOR])
async def test_dpi_and_operators_are_shown_every_page_and_compile(
    side: ReportingSide, web: httpx.AsyncClient, role: Role
) -> None:
    await side.tell(first_told())
    headers = await signed_in(side, role)
    for path in addresses(side):
        page = Page(await web.get(path, headers=headers))
        assert page.status in (200, 422), page.html  # Of two editions it must be said which.
        assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert (await sent(web, QUARTER, await made_for(web, headers) | TYPED, headers)).status == 200
    assert (await written(side))[0][0] == 1


async def test_a_password_of_dpis_that_was_taken_back_opens_nothing(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    form = await made_for(web, dpi) | TYPED
    async with side.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE tokens SET revoked_at = now()")
    assert (await sent(web, QUARTER, form, dpi)).status == 401
    assert Page(await web.get("/dau-moi", headers=dpi)).status == 401
    assert await written(side) == [(0, 0, 0)]


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": ELSEWHERE},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://reporting", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_no_other_site_compiles_by_dpis_browser(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], said: dict[str, str]
) -> None:
    await side.tell(first_told())
    await refused(side, web, await made_for(web, dpi) | TYPED, **dpi, **said)


async def test_a_form_for_another_quarter_another_person_or_without_its_code_compiles_nothing(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    own = await made_for(web, dpi)
    for code in ("", "0" * 64, own["khoa"]):
        await refused(side, web, own | TYPED | {"chung-thuc": code}, **dpi)
    await refused(side, web, await made_for(web, dpi, "/dau-moi/tong-hop/2024-Q3") | TYPED, **dpi)
    await refused(side, web, await made_for(web, await signed_in(side)) | TYPED, **dpi)
    await refused(side, web, TYPED, **dpi)


async def test_what_is_refused_below_dpis_address_is_said_in_a_page_and_head_is_answered(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("/dau-moi/khong-co", "/dau-moi/tong-hop/2024-Q5", "/dau-moi/tong-hop"):
        page = Page(await web.get(path, headers=dpi))
        assert (page.status, "Không tìm thấy" in page.html) == (404, True)
    shut = await web.post("/dau-moi", headers=dpi)
    assert (Page(shut).status, shut.headers["allow"]) == (405, "GET, HEAD")
    shut = await web.delete(QUARTER, headers=dpi)
    assert (Page(shut).status, shut.headers["allow"]) == (405, "GET, HEAD, POST")
    assert (await sent(web, QUARTER, {"tinh-den": "x" * 3_000_000}, dpi)).status == 413
    assert Page(await web.post(QUARTER, json={}, headers=dpi)).status == 415
    head = await web.head(QUARTER, headers=dpi)
    assert (head.status_code, head.content) == (200, b"")

    def broken(*_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("services.reporting.pages.desk.desk", broken)
    assert Page(await web.get("/dau-moi", headers=dpi)).status == 500
