"""DPI compiles a quarter from its page: the command of a program, nothing typed is lost (R20, R29)."""

import asyncio
from typing import Any

import httpx
import msgspec
import pytest

from services.reporting.pages import editions
from shared.database.engine import DatabaseAway
from tests.builders.acts import answered
from tests.builders.editions import EDITIONS, FIRST, SECOND, compiled, first_told, recorded
from tests.builders.forms import Page, sent
from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements

QUARTER = "/dau-moi/tong-hop/2024-Q2"
TYPED = {"tinh-den": "2024-06-30T12:00", "biet-den": "2025-01-10T08:00"}
SAID = {"as_of": "2024-06-30T12:00:00+07:00", "known_at": FIRST.isoformat()}


async def filled(web: httpx.AsyncClient, dpi: dict[str, str], **typed: str) -> dict[str, str]:
    """What a browser sends of the form in which this was typed."""
    fields = Page(await web.get(QUARTER, headers=dpi)).fields
    return {name: fields[name] for name in ("khoa", "chung-thuc")} | TYPED | typed


async def listed(side: ReportingSide) -> list[dict[str, Any]]:
    return (await side.get(EDITIONS)).json()["items"]


async def facts(side: ReportingSide) -> list[dict[str, Any]]:
    rows = await side.rows("SELECT value FROM outbox_records ORDER BY id, place")
    return [msgspec.json.decode(bytes(row[0])) for row in rows]


async def test_what_dpi_compiles_from_its_page_is_what_a_program_compiles(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    page = await sent(web, QUARTER, await filled(web, dpi), dpi)
    assert page.status == 200, page.texts
    assert "Đã chốt bản tổng hợp số 1, số liệu tính đến 12:00 ngày 30/6/2024." in page.texts["xong"]
    assert f"{EDITIONS}/1.xlsx" in page.links
    await compiled(side, **SAID)
    by_form, by_program = await listed(side)
    own = ("edition", "compiled_at")
    assert {name: said for name, said in by_form.items() if name not in own} == {
        name: said for name, said in by_program.items() if name not in own
    }
    of_form, of_program = await facts(side)
    assert of_form["unitid"] == of_program["unitid"] == "so-tai-chinh"
    assert of_form["data"] | {"edition": 2} == of_program["data"]


async def test_moments_left_empty_are_now_and_all_that_is_known(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    form = await filled(web, dpi) | {"tinh-den": "", "biet-den": ""}
    assert (await sent(web, QUARTER, form, dpi)).status == 200
    (found,) = await listed(side)
    assert (found["as_of"][:16], found["known_at"]) == ("2025-03-03T09:00", FIRST.isoformat())


async def test_a_quarter_that_is_sent_twice_is_compiled_once_and_one_that_was_changed_is_asked_about(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    form = await filled(web, dpi)
    pages = await asyncio.gather(*(sent(web, QUARTER, form, dpi) for _ in range(3)))
    pages.append(await sent(web, QUARTER, form, dpi))
    assert {(page.status, "bản tổng hợp số 1" in page.texts["xong"]) for page in pages} == {(200, True)}
    assert len(await listed(side)) == len(await facts(side)) == 1
    asked = await sent(web, QUARTER, form | {"tinh-den": "2024-06-30T13:00"}, dpi)
    assert (asked.status, "đã được gửi trước đó với nội dung khác" in asked.texts["loi"]) == (422, True)
    assert asked.fields["tinh-den"] == "2024-06-30T13:00"
    again = {name: asked.fields[name] for name in form}
    assert again["khoa"] != form["khoa"]
    assert (await sent(web, QUARTER, again, dpi)).status == 200
    assert [each["edition"] for each in await listed(side)] == [1, 2]


async def test_a_program_with_the_key_of_a_form_is_told_of_the_forms_edition(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    form = await filled(web, dpi)
    assert (await sent(web, QUARTER, form, dpi)).status == 200
    assert [await compiled(side, form["khoa"], **SAID)] == await listed(side)


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"tinh-den": "hôm qua", "biet-den": "30/6/2024"},
         {"tinh-den": "phải là ngày và giờ", "biet-den": "phải là ngày và giờ"}),
        ({"tinh-den": "2025-03-03T09:06"}, {"tinh-den": "không được sau thời điểm hiện tại"}),
        ({"biet-den": "2099-01-01T00:00"}, {"biet-den": "không được sau thời điểm hiện tại"}),
        ({"tinh-den": "0001-01-01T00:00"}, {"tinh-den": "phải là ngày và giờ"}),
    ],
)  # fmt: skip
async def test_each_wrong_moment_is_named_beside_it_and_comes_back_as_it_was_typed(
    side: ReportingSide,
    web: httpx.AsyncClient,
    dpi: dict[str, str],
    typed: dict[str, str],
    said: dict[str, str],
) -> None:
    await side.tell(first_told())
    form = await filled(web, dpi, **typed)
    page = await sent(web, QUARTER, form, dpi)
    errors = page.errors()
    assert (page.status, set(errors)) == (422, set(said))
    for name, words in said.items():
        assert words in errors[name]
    assert {name: page.fields[name] for name in form} == form
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert await listed(side) == []


async def test_what_nobody_can_vouch_for_yet_is_refused_and_the_same_form_holds_later(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    form = await filled(web, dpi) | {"biet-den": "2025-01-20T08:00"}
    page = await sent(web, QUARTER, form, dpi)
    assert (page.status, page.headers["retry-after"]) == (503, "5")
    assert "đang nạp thông tin đến thời điểm được hỏi" in page.texts["loi"]
    assert {name: page.fields[name] for name in form} == form
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    assert (await sent(web, QUARTER, form, dpi)).status == 200


async def _away(*_: Any) -> Any:
    raise DatabaseAway("in the midst of it")


async def test_a_database_that_goes_away_as_dpi_compiles_loses_nothing_typed_and_hides_nothing_done(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await side.tell(first_told())
    form = await filled(web, dpi)
    for name, said in (
        ("coordinator", "chưa có gì được ghi nhận"),
        ("sum_up", "chưa rõ đã ghi nhận hay chưa"),
    ):
        with monkeypatch.context() as before:
            before.setattr(editions, name, _away)
            page = await sent(web, QUARTER, form, dpi)
            forged = await sent(web, QUARTER, form | {"chung-thuc": ""}, dpi)
        assert (page.status, said in page.texts["loi"]) == (503, True)
        assert {each: page.fields[each] for each in form} == form
        assert (forged.status, TYPED["tinh-den"] in forged.html) == (403, False)
    with monkeypatch.context() as after:
        after.setattr(editions, "editions_of", _away)
        page = await sent(web, QUARTER, form, dpi)
    assert (page.status, "Đã chốt bản tổng hợp số 1" in page.texts["xong"]) == (200, True)
    assert "Chưa xem lại được các bản đã chốt" in page.html
    assert len(await listed(side)) == 1


async def test_a_quarters_page_shows_each_edition_as_the_list_for_programs_has_it(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    assert "Quý này chưa chốt bản nào" in (await web.get(QUARTER, headers=dpi)).text
    first = await compiled(side, **SAID)
    only = Page(await web.get(QUARTER, headers=dpi))
    # To compare takes two.
    assert ("Số liệu không thay đổi sau khi chốt bản số 1" in only.html, "truoc" in only.fields) == (
        True,
        False,
    )
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    changed = (await web.get(QUARTER, headers=dpi)).text
    assert "Số liệu đã thay đổi sau khi chốt bản số 1" in changed
    second = await compiled(side)
    page = Page(await web.get(QUARTER, headers=dpi))
    assert "Số liệu không thay đổi sau khi chốt bản số 2" in page.html
    assert page.html.index("Bản số 2") < page.html.index("Bản số 1<")
    for edition in (first, second):
        assert edition["sha256"] in page.html
        assert f"{EDITIONS}/{edition['edition']}.xlsx" in page.links
        figures = [f"<dd>{edition['totals'][name]}</dd>" for name in ("received", "resolved", "pending")]
        assert all(each in page.html for each in figures)
    assert "08:00 ngày 10/01/2025" in page.html
    assert (page.choices["truoc"], page.fields["truoc"], page.fields["sau"]) == (["2", "1"], "1", "2")


async def test_a_quarters_page_costs_as_many_statements_however_many_editions_there_are(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    await compiled(side)
    with statements() as of_one:
        await web.get(QUARTER, headers=dpi)
    for _ in range(3):
        await compiled(side)
    with statements() as of_four:
        await web.get(QUARTER, headers=dpi)
    with statements() as of_summary:
        await side.summary("2024-Q2")
    assert len(of_one) == len(of_four)
    # Who asks, the list, and the quarter summed up once: as a program that asks for it.
    assert len(of_four) <= len(of_summary) + 4, of_four
