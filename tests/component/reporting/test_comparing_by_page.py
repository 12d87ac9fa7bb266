"""DPI reads petition by petition, in words, what differs between two editions, and why (R29)."""

import httpx
import pytest

from services.reporting.pages import comparison
from tests.builders.acts import answered, corrected, held, rescheduled
from tests.builders.editions import EDITIONS, SECOND, compiled, difference, first_told, recorded
from tests.builders.forms import Page
from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements

QUARTER = "/dau-moi/tong-hop/2024-Q2"


async def compared(web: httpx.AsyncClient, dpi: dict[str, str], one: int = 1, other: int = 2) -> Page:
    page = Page(await web.get(f"{QUARTER}/so-sanh", params={"truoc": one, "sau": other}, headers=dpi))
    assert page.status == 200, page.html
    return page


def of(page: Page, petition_id: str) -> str:
    """What the page says of one petition."""
    return page.html[page.html.index(f"Kiến nghị {petition_id}<") :].partition("</li>\n<li>\n<h3>")[0]


async def test_each_petition_that_counts_otherwise_is_told_with_what_was_done_and_when_it_was_recorded(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    told = first_told()
    await side.tell(told)
    await compiled(side)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00"), corrected(told[3], group="land")))
    await compiled(side)
    page, answer = await compared(web, dpi), await difference(side)
    for each in answer["petitions"]:
        assert f"Kiến nghị {each['petition_id']}<" in page.html
    assert f"{len(answer['petitions'])} kiến nghị được tính khác đi." in page.html
    resolved, moved = of(page, "kn-1"), of(page, "kn-2")
    assert "Tình trạng: từ “Đang giải quyết” thành “Đã giải quyết triệt để”." in resolved
    assert "Nay quá hạn" not in resolved
    assert "Không còn quá hạn." in resolved
    assert "Trả lời — Sở Xây dựng, 09:00 ngày 12/6/2024 (ghi nhận lúc 08:00 ngày 20/01/2025)" in resolved
    assert "Sở Xây dựng, hội nghị 10/6/2024" in resolved
    assert "Nhóm: từ “Tín dụng” thành “Đất đai”." in moved
    assert "Đính chính — Sở Xây dựng" in moved


async def test_the_totals_stand_before_and_after_as_the_editions_have_them(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    await compiled(side)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    await compiled(side)
    page = await compared(web, dpi)
    one, other = [each["totals"] for each in (await side.get(EDITIONS)).json()["items"]]
    for figure, called in comparison.FIGURES.items():
        row = page.html[page.html.index(f'rowheader">{called}</th>') :].partition("</tr>")[0]
        assert f'data-label="Bản số 1" class="n">{one[figure]}<' in row
        assert f'data-label="Bản số 2" class="n">{other[figure]}<' in row
        changed = other[figure] - one[figure]
        said = f"{'tăng' if changed > 0 else 'giảm'} {abs(changed)}" if changed else "không đổi"
        assert said in row, figure


async def test_two_editions_that_say_the_same_are_said_to(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    await compiled(side)
    await compiled(side)
    for numbers in ((1, 2), (2, 1), (1, 1)):
        page = await compared(web, dpi, *numbers)
        assert "Hai bản không khác nhau" in page.html
        assert "Từng kiến nghị" not in page.html
    await side.tell(recorded(SECOND, held("2024-06-10 12:00", 25)))
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    await compiled(side)
    assert "Hai bản không khác nhau" not in (await compared(web, dpi, 1, 3)).html


async def test_what_left_the_quarter_or_became_overdue_as_time_went_by_is_said_in_words(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    await compiled(side, as_of="2024-06-12T12:00:00+07:00")
    await compiled(side, as_of="2024-06-20T12:00:00+07:00")
    late = of(await compared(web, dpi), "kn-1")
    assert "Nay quá hạn." in late
    assert "thời gian đã qua giữa hai thời điểm" in late
    await side.tell(recorded(SECOND, rescheduled("2024-06-05 09:00", "2024-07-04 08:00")))
    await compiled(side, as_of="2024-06-20T12:00:00+07:00")
    page = await compared(web, dpi, 2, 3)
    assert "Không còn trong quý; trước đó: đang giải quyết, nhóm Đất đai, quá hạn." in of(page, "kn-1")
    assert "Dời hội nghị — Sở Xây dựng" in of(page, "kn-1")
    conferences = page.html[page.html.index("Từng hội nghị") :]
    assert "Sở Xây dựng, hội nghị 10/6/2024" in conferences
    assert "<p>Không còn trong quý.</p>" in conferences
    assert "Thêm vào quý: đang giải quyết" in of(await compared(web, dpi, 3, 2), "kn-1")


async def test_a_conference_of_which_the_row_alone_says_something_else_is_told_too(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    scheduled, confirmed, *_ = first_told()
    await side.tell([scheduled])
    await compiled(side)
    await side.tell(recorded(SECOND, confirmed))
    await compiled(side)
    page = await compared(web, dpi)
    assert "Ghi chú: từ “Chưa xác nhận đã tổ chức” thành “không có”." in page.html
    assert "Xác nhận đã tổ chức hội nghị — Sở Xây dựng" in page.html
    assert "Hai bản không khác nhau" not in page.html


async def test_more_than_a_page_can_show_is_counted_and_said(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "MOST", 1)
    told = first_told()
    await side.tell(told)
    await compiled(side, as_of="2024-06-12T12:00:00+07:00")
    await compiled(side, as_of="2024-06-20T12:00:00+07:00")
    page = await compared(web, dpi)
    assert ("Kiến nghị kn-1<" in page.html, "Kiến nghị kn-2<" in page.html) == (True, False)
    assert "2 kiến nghị được tính khác đi. Trang này nêu 1 kiến nghị đầu" in page.html


@pytest.mark.parametrize(
    "asked, status",
    [({}, 422), ({"truoc": "1"}, 422), ({"truoc": "0", "sau": "1"}, 422), ({"truoc": "x", "sau": "1"}, 422),
     ({"truoc": "1", "sau": "9"}, 404), ({"truoc": "1", "sau": "²"}, 422),
     ({"truoc": "1", "sau": "9" * 7}, 422)],
)  # fmt: skip
async def test_an_edition_that_there_is_not_is_said_in_a_page(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], asked: dict[str, str], status: int
) -> None:
    await side.tell(first_told())
    await compiled(side)
    assert Page(await web.get(f"{QUARTER}/so-sanh", params=asked, headers=dpi)).status == status


async def test_an_altered_edition_is_compared_with_nothing_and_said_loudly(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    await compiled(side)
    async with side.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE editions SET rows = jsonb_set(rows, '{0,received}', '7')")
    answer = await web.get(f"{QUARTER}/so-sanh", params={"truoc": "1", "sau": "1"}, headers=dpi)
    page = Page(answer)
    assert (page.status, "không còn khớp với mã băm" in page.html) == (500, True)


async def test_comparing_costs_the_statements_of_the_route_for_programs_and_one_for_who_asks(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(first_told())
    await compiled(side)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00"), held("2024-06-10 12:00", 9)))
    await compiled(side)
    with statements() as by_program:
        await difference(side)
    with statements() as by_page:
        await compared(web, dpi)
    assert len(by_page) == len(by_program) + 1
