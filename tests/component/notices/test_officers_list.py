"""A unit's conferences stand on one list: what is owed first, then those to come, then those past (R6-R8)."""

import re
from datetime import date

import httpx
import pytest

from services.notices.handlers.change_unit import change
from services.notices.pages import officers_list
from services.notices.store import conferences, deadline_flags
from shared.dialogue.conference import SCHEDULED
from shared.events.fields import Document
from shared.events.notices import Inheritance, NewUnit, UnitChanged
from tests.builders.conference_events import ABOLISHED, DEPARTMENT, DISTRICT, STRANGER, SUCCESSOR, told
from tests.builders.forms import Page
from tests.builders.statements import pages_read, statements
from tests.component.notices.conftest import Notices
from tests.component.notices.test_pages import scheduled
from tests.component.notices.test_showing import due, follow

PATH, DAY = "/can-bo/hoi-nghi", date(2025, 6, 2)
LISTED = re.compile(r'class="called"><a href="/can-bo/hoi-nghi/([a-z0-9-]+)">')


async def listed(
    notices: Notices, web: httpx.AsyncClient, unit_id: str = DEPARTMENT, path: str = PATH
) -> Page:
    page = Page(await web.get(path, headers=await notices.signed_in(unit_id)))
    assert page.status == 200
    return page


def rows(page: Page) -> list[str]:
    return LISTED.findall(page.html)


def owed(conference_id: str, kind: str, due_on: str, **more: object) -> tuple[str, dict[str, object]]:
    said = {"deadline_id": f"{kind}:{conference_id}", "conference_id": conference_id, "due_on": due_on}
    return "DeadlineSet", due(kind, **(said | more))


async def test_those_to_come_stand_before_those_past_each_with_how_it_stands_and_what_is_owed_of_it(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """It is 02/6/2025."""
    assert "Đơn vị chưa có hội nghị nào." in (await listed(notices, web)).html
    await notices.take(
        scheduled("hn-past", "2025-05-10T08:30"), scheduled("hn-older", "2025-05-05T08:30"),
        scheduled("hn-later", "2025-07-20T08:30"), scheduled("hn-today", "2025-06-02T09:00"),
        scheduled("hn-sooner", "2025-06-20T08:30"), scheduled("hn-other", "2025-06-20T08:30", DISTRICT),
        told("ConferenceHeld", "2025-05-10T17:00:00+07:00", conference_id="hn-past"),
        told("ConferenceCancelled", "2025-05-10T17:00:00+07:00", conference_id="hn-later"),
        told("ParticipantRegistered", "2025-05-10T17:00:00+07:00", conference_id="hn-sooner"),
    )  # fmt: skip
    await follow(
        notices,
        owed("hn-past", "result_report", "2025-05-21"),
        owed("hn-past", "conclusion_notice", "2025-05-21", soft=True),
        owed("hn-sooner", "notice_portal", "2025-06-11"),
        ("DeadlineVoided", owed("hn-later", "notice_portal", "2025-07-10")[1]),
    )
    page = await listed(notices, web)
    assert rows(page) == ["hn-today", "hn-sooner", "hn-later", "hn-past", "hn-older"]
    for said in (
        "Sở Xây dựng", "Chuyên đề hn-sooner", "08:30 ngày 20/6/2025", "Sắp diễn ra, 1 đăng ký",
        "1 việc, hạn sớm nhất 11/6/2025", "Đã tổ chức, 40 đơn vị tham dự", "Đã dừng tổ chức",
        '2 việc <strong class="late">1 quá hạn</strong>', "Đã đến giờ, chưa xác nhận đã tổ chức",
        "Không còn việc nào", "Đang được tính",
    ):  # fmt: skip
        assert said in page.html, said
    assert page.html.index("phai-lam") < page.html.index("sap-toi") < page.html.index("da-qua")
    lines = " ".join(page.texts["viec-phai-lam"].split())
    for said in (
        "Báo cáo kết quả hội nghị: Thứ Tư, 21/5/2025 Quá hạn Chuyên đề hn-past, 10/5/2025",
        "Đăng thông báo kết luận: Thứ Tư, 21/5/2025 Đã qua ngày theo dõi",
        "Niêm yết thông báo trên cổng thông tin điện tử: Thứ Tư, 11/6/2025 Chuyên đề hn-sooner",
    ):
        assert said in lines, lines
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert {"/can-bo/len-lich", "/can-bo/kien-nghi", f"{PATH}/hn-past"} <= set(page.links)


async def test_what_a_unit_followed_into_its_conferences_is_on_its_list_and_what_is_owed_of_them(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R6."""
    await notices.take(
        told(SCHEDULED, "2024-05-02T08:00:00+07:00", ABOLISHED, unit_id=ABOLISHED, conference_id="hn-1")
    )
    await follow(notices, owed("hn-1", "result_report", "2024-06-19", unit_id=SUCCESSOR))
    heir = await listed(notices, web, SUCCESSOR)
    assert rows(heir) == ["hn-1"]
    assert "Báo cáo kết quả hội nghị" in heir.texts["viec-phai-lam"]
    # What it scheduled itself stays on its own list; what is owed has passed on.
    own = await listed(notices, web, ABOLISHED)
    assert (rows(own), "viec-phai-lam" in own.texts) == (["hn-1"], False)
    assert rows(await listed(notices, web, STRANGER)) == []


async def test_of_a_unit_that_was_split_each_heir_lists_the_conferences_that_were_named_for_it(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R6: what no heir is named for goes to the one that is named nothing."""
    await notices.take(scheduled("hn-1", "2025-06-20T08:30"), scheduled("hn-2", "2025-06-21T08:30"))
    document = Document(number="1/QĐ-UBND", date=date(2025, 5, 1))
    for unit_id in ("phuong-moi", "phuong-khac"):
        unit = NewUnit(name=unit_id, kind="commune", section="II", valid_from=date(2025, 6, 1))
        await change(notices.shop, UnitChanged(unit_id=unit_id, unit=unit, document=document))
    split = UnitChanged(
        unit_id=DEPARTMENT, valid_to=date(2025, 5, 31), successors=["phuong-moi", "phuong-khac"],
        inherits=[Inheritance(to="phuong-moi", conferences=["hn-1"]), Inheritance(to="phuong-khac")],
        document=document,
    )  # fmt: skip
    await change(notices.shop, split)
    assert rows(await listed(notices, web, "phuong-moi")) == ["hn-1"]
    assert rows(await listed(notices, web, "phuong-khac")) == ["hn-2"]


async def test_a_units_conferences_are_read_a_page_at_a_time_each_once(
    notices: Notices, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(officers_list, "PAGE", 2)
    days = ("05-10", "05-11", "05-11", "06-20", "06-20", "06-21", "06-22")
    await notices.take(*(scheduled(f"hn-{n}", f"2025-{day}T08:30") for n, day in enumerate(days)))
    path, seen = PATH, list[str]()
    for place in range(4):
        page = await listed(notices, web, path=path)
        assert ('rel="first"' in page.html) is (place > 0)
        seen += rows(page)
        path = next((link for link in page.links if "sau=" in link), "")
    assert seen == ["hn-3", "hn-4", "hn-5", "hn-6", "hn-2", "hn-1", "hn-0"]
    assert path == ""
    other = next(link for link in (await listed(notices, web)).links if "sau=" in link)
    for wrong in (other, f"{PATH}?sau=x", f"{PATH}?sau=WyJ4Il0"):
        answer = await web.get(wrong, headers=await notices.signed_in(DISTRICT))
        assert Page(answer).status == 422


async def test_a_units_list_costs_six_statements_however_long_it_is(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    officer = await notices.signed_in(DEPARTMENT)
    for number in (1, 12):
        days = (f"2025-{month:02}-10T08:30" for month in range(1, number + 1))
        await notices.take(*(scheduled(f"hn-{number}-{n}", day) for n, day in enumerate(days)))
        with statements() as found:
            assert Page(await web.get(PATH, headers=officer)).status == 200
        # Whose password, which law, those to come, those past, what is owed of these, what is owed of any.
        assert len(found) <= 6, found


async def many(notices: Notices) -> None:
    """Ten thousand conferences of another unit, and as many deadlines of this one that were met."""
    async with notices.engine.begin() as conn:
        for table, key, changed in (
            ("conferences", "conference_id", "unit_id = 'so-tu-phap'"),
            ("deadline_flags", "deadline_id", "status = 'met'"),
        ):
            await conn.exec_driver_sql(f"CREATE TEMP TABLE more AS SELECT * FROM {table} LIMIT 1")
            await conn.exec_driver_sql(f"UPDATE more SET {changed}")
            columns = await conn.exec_driver_sql(
                f"SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) "
                f"FROM information_schema.columns WHERE table_name = '{table}' AND column_name <> '{key}'"
            )
            copied = columns.scalar_one()
            await conn.exec_driver_sql(
                f"INSERT INTO {table} ({key}, {copied}) "
                f"SELECT 'x-' || n, {copied} FROM more, generate_series(1, 10000) AS n"
            )
            await conn.exec_driver_sql("DROP TABLE more")
        await conn.exec_driver_sql("ANALYZE conferences")
        await conn.exec_driver_sql("ANALYZE deadline_flags")


async def test_a_units_list_reads_no_more_where_ten_thousand_conferences_are_others_and_all_is_done(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(scheduled("hn-1", "2025-06-20T08:30"), scheduled("hn-2", "2025-05-20T08:30"))
    await follow(notices, owed("hn-1", "notice_portal", "2025-06-11"))
    asked = (
        (conferences.LATER, [DEPARTMENT], DAY, "", 31), (conferences.EARLIER, [DEPARTMENT], DAY, "", 31),
        (deadline_flags.OWED, DEPARTMENT, 51),
    )  # fmt: skip
    await many(notices)
    for statement, *arguments in asked:
        assert await pages_read(notices.engine, statement, *arguments) < 20, statement
