"""An officer sends the plan of a year from a browser: the last gives the content, the first meets the day."""

import asyncio
from typing import Any

import httpx
import pytest

from shared.settings import Settings
from tests.builders.conference_events import ABOLISHED, DEPARTMENT, DISTRICT, SUCCESSOR, told
from tests.builders.forms import Page, filled, sent
from tests.builders.statements import statements
from tests.component.notices.conftest import NO_KAFKA, Notices, client_of

PATH = "/can-bo/ke-hoach"
TYPED = {
    "nam": "2025", "chuyen-de-1": "Cấp phép", "thang-1": "5", "hinh-thuc-1": "in_person", "thang-2": "11",
    "du-toan": "50.000.000", "ke-hoach-so": "12/KH", "ke-hoach-ngay": "2025-03-01",
    "ke-hoach-luc": "2025-03-02T09:00",
}  # fmt: skip
SAID: dict[str, Any] = {
    "unit_id": DEPARTMENT, "year": 2025, "budget_vnd": 50_000_000,
    "conferences": [{"theme": "Cấp phép", "month": 5, "format": "in_person"}, {"month": 11}],
    "document": {"number": "12/KH", "date": "2025-03-01"},
}  # fmt: skip


async def sends(web: httpx.AsyncClient, officer: dict[str, str], typed: dict[str, str]) -> Page:
    return await sent(web, PATH, await filled(web, PATH, officer, typed), officer)


async def plans(notices: Notices) -> list[tuple[Any, ...]]:
    return await notices.rows("SELECT subject, unit_id, data, time FROM acts ORDER BY sequence, subject")


async def test_the_form_of_a_plan_is_the_event_that_a_program_tells(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R4, R5."""
    page = await sends(web, await notices.signed_in(DEPARTMENT), TYPED)
    assert (page.status, "Đã ghi nhận kế hoạch năm." in page.texts["xong"]) == (200, True)
    ((subject, unit_id, data, time),) = await plans(notices)
    assert (subject, unit_id, data) == (f"unit/{DEPARTMENT}", DEPARTMENT, SAID)
    assert time.isoformat() == "2025-03-02T02:00:00+00:00"
    for said in ("Tháng 5: Cấp phép; Hội nghị đối thoại trực tiếp", "Tháng 11: Hội nghị đối thoại",
                 "50.000.000 đồng", "số 12/KH ngày 01/3/2025", "hết ngày 31/3/2025"):  # fmt: skip
        assert said in page.html, said


async def test_of_a_years_plans_the_first_and_the_last_are_told_and_the_form_has_what_was_told_last(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R4, R5."""
    officer = await notices.signed_in(DEPARTMENT)
    empty = Page(await web.get(PATH, headers=officer))
    assert "Chưa có kế hoạch nào của năm này." in empty.html
    assert empty.fields["chuyen-de-1"] == ""
    await notices.take(
        told(
            "AnnualPlanSubmitted", "2025-03-20T09:00:00+07:00", conferences=[{"month": 9, "theme": "Đất đai"}]
        ),
        told("AnnualPlanSubmitted", "2025-03-02T09:00:00+07:00", conferences=[{"month": 5}], budget_vnd=7),
        told("AnnualPlanSubmitted", "2025-02-01T09:00:00+07:00", year=2024),
        told("AnnualPlanSubmitted", "2025-02-01T09:00:00+07:00", DISTRICT, unit_id=DISTRICT),
    )
    page = Page(await web.get(PATH, headers=officer))
    for said in (
        "<dt>Gửi lần đầu</dt><dd>09:00 ngày 02/3/2025",
        "<dt>Gửi lần cuối</dt><dd>09:00 ngày 20/3/2025",
    ):
        assert said in page.html, said
    assert "Tháng 9: Đất đai" in page.html
    kept = {name: page.fields[name] for name in ("nam", "chuyen-de-1", "thang-1", "thang-2", "du-toan")}
    assert kept == {"nam": "2025", "chuyen-de-1": "Đất đai", "thang-1": "9", "thang-2": "", "du-toan": ""}
    before = Page(await web.get(f"{PATH}?nam=2024", headers=officer))
    assert (before.fields["nam"], "Hạn gửi" in before.html) == ("2024", False)
    again = await sends(web, officer, TYPED | {"thang-1": "6", "ke-hoach-luc": ""})
    assert again.fields["thang-1"] == "6"


async def test_lines_that_were_left_out_between_others_are_none_and_a_plan_may_have_none_or_twelve(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    officer = await notices.signed_in(DEPARTMENT)
    apart = {"nam": "2025", "thang-2": "4", "chuyen-de-7": "Đất đai", "thang-7": "8"}
    whole = {"nam": "2025"} | {f"thang-{place}": str(place) for place in range(1, 13)}
    for typed in (apart, {"nam": "2025"}, whole):
        assert (await sends(web, officer, typed)).status == 200
    assert [data["conferences"] for _, _, data, _ in await plans(notices)] == [
        [{"month": 4}, {"month": 8, "theme": "Đất đai"}],
        [],
        [{"month": place} for place in range(1, 13)],
    ]


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"nam": ""}, {"nam": "không được để trống"}),
        ({"nam": "1999"}, {"nam": "phải từ 2000 trở lên"}),
        ({"nam": "hai nghìn"}, {"nam": "phải là số nguyên"}),
        ({"thang-2": "", "chuyen-de-2": "Đất đai"}, {"thang-2": "chưa được chọn"}),
        ({"thang-2": "13", "hinh-thuc-2": "phone"},
         {"thang-2": "không có trong danh sách", "hinh-thuc-2": "không có trong danh sách"}),
        ({"du-toan": "50 triệu", "ke-hoach-ngay": ""},
         {"du-toan": "phải là số nguyên", "ke-hoach-ngay": "không được để trống"}),
        ({"du-toan": "-5"}, {"du-toan": "phải là số nguyên"}),
        ({"du-toan": "9" * 40}, {"du-toan": "không được quá"}),
        ({"ke-hoach-luc": "2025-06-02T10:06"}, {"ke-hoach-luc": "sau hiện tại hơn 5 phút"}),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_plan_is_named_beside_it_and_all_that_was_typed_comes_back(
    notices: Notices, web: httpx.AsyncClient, changed: dict[str, str], said: dict[str, str]
) -> None:
    page = await sends(web, await notices.signed_in(DEPARTMENT), TYPED | changed)
    assert page.status == 422
    errors = page.errors()
    assert set(errors) == set(said)
    for name, words in said.items():
        assert words in errors[name], errors[name]
    for name, text in (TYPED | changed).items():
        # What is in no list to choose from is not chosen.
        assert page.fields[name] == text or "danh sách" in said[name]
    assert await plans(notices) == []


async def test_a_plan_sent_twice_is_once_and_one_that_was_changed_is_asked_about(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    officer = await notices.signed_in(DEPARTMENT)
    form = await filled(web, PATH, officer, TYPED)
    pages = await asyncio.gather(*(sent(web, PATH, form, officer) for _ in range(3)))
    assert {(page.status, "xong" in page.texts) for page in pages} == {(200, True)}
    asked = await sent(web, PATH, form | {"thang-1": "6"}, officer)
    assert "đã được gửi trước đó với nội dung khác" in asked.texts["loi"]
    assert len(await plans(notices)) == 1


async def test_a_plans_form_is_taken_from_whom_it_was_made_for_and_comes_back_while_the_database_is_away(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    officer = await notices.signed_in(DEPARTMENT)
    form = await filled(web, PATH, officer, TYPED)
    other = await filled(web, PATH, await notices.signed_in(DEPARTMENT), TYPED)
    for wrong, headers in (
        (form | {"chung-thuc": ""}, {}),
        (other, {}),
        (form, {"Sec-Fetch-Site": "cross-site"}),
    ):
        assert (await sent(web, PATH, wrong, officer | headers)).status == 403
    async with client_of(Settings(database="postgresql://x@127.0.0.1:1/x", kafka=NO_KAFKA)) as nowhere:
        back = await sent(nowhere, PATH, form, officer)
    assert (back.status, {name: back.fields[name] for name in form}) == (503, form)
    assert Page(await web.get(PATH)).status == 401
    assert await plans(notices) == []
    assert (await sent(web, PATH, form, officer)).status == 200


async def test_a_unit_that_has_ended_sends_no_plan_and_its_heir_sees_its_own_alone(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R6."""
    page = await sends(web, await notices.signed_in(ABOLISHED), TYPED | {"ke-hoach-luc": ""})
    assert page.status == 403
    assert "Đơn vị Sở Giao thông vận tải không có trong danh mục, hoặc không còn" in page.texts["loi"]
    assert (
        await sends(web, await notices.signed_in(ABOLISHED), TYPED | {"ke-hoach-luc": "2025-02-01T09:00"})
    ).status == 200
    heirs = Page(await web.get(PATH, headers=await notices.signed_in(SUCCESSOR)))
    assert "Chưa có kế hoạch nào của năm này." in heirs.html


async def test_a_plans_page_costs_three_statements_and_a_year_that_is_none_is_refused_in_a_page(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    officer = await notices.signed_in(DEPARTMENT)
    with statements() as found:
        page = Page(await web.get(PATH, headers=officer))
    assert (page.status, len(found)) == (200, 3), found
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    for year in ("x", "1999", "2100", "9" * 5000, "-1", "²"):
        assert Page(await web.get(PATH, params={"nam": year}, headers=officer)).status == 422
