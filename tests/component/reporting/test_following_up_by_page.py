"""DPI reads whom to urge (R21) and what waits for direction (R22) as the lists for programs have it."""

import re
from typing import Any

import httpx
import pytest

from services.reporting.pages import beyond_competence, urging
from tests.builders.acts import act, answered, at, escalated, received, scheduled
from tests.builders.forms import Page
from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements
from tests.component.reporting.test_follow_up import a_petition_each_way, asked, ids, known
from tests.component.reporting.test_small_year import acts_of_the_year

URGE, BEYOND, KEPT = "/dau-moi/don-doc", "/dau-moi/vuot-tham-quyen", "/dau-moi/thuc-hien"


async def shown(web: httpx.AsyncClient, dpi: dict[str, str], path: str, **query: str) -> Page:
    page = Page(await web.get(path, params=query, headers=dpi))
    assert page.status == 200, page.html
    return page


def listed(page: Page) -> list[str]:
    """The petitions, in the order of the page."""
    return re.findall(r'rowheader" class="called">([^<]+)<', page.html)


def row(page: Page, petition_id: str) -> str:
    """What the page says of one petition."""
    return page.html[page.html.index(f'class="called">{petition_id}<') :].partition("</tr>")[0]


@pytest.mark.parametrize("year", ["", "2024", "2023"])
async def test_whom_to_urge_is_the_list_for_programs_in_its_order_with_its_figures(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], year: str
) -> None:
    await side.tell(acts_of_the_year())
    query = {"year": year} if year else {}
    page, answer = await shown(web, dpi, URGE, **query), await asked(side, "to-urge", **query)
    assert listed(page) == ids(answer)
    assert (len(ids(answer)) > 5) is (year != "2023")
    aged = (await asked(side, "quarters/2025-Q1/open-petitions"))["items"]
    days_late = {each["petition_id"]: each["working_days_overdue"] for each in aged}
    for item in answer["items"]:
        said, late = row(page, item["petition_id"]), days_late[item["petition_id"]]
        assert (f"Quá hạn {late} ngày làm việc" in said) is item["overdue"], said
        assert ("Quá hạn" in said) is item["overdue"]
    total, overdue = answer["total"], sum(item["overdue"] for item in answer["items"])
    assert (f"{total} kiến nghị chưa được giải quyết triệt để" in page.html) is bool(total)
    assert (f"{overdue} quá hạn trả lời" in page.html) is bool(overdue)


async def test_each_unit_to_be_urged_stands_with_its_count_and_its_own_list(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(acts_of_the_year())
    page, answer = await shown(web, dpi, URGE), await asked(side, "to-urge")
    units = dict.fromkeys(item["unit_id"] for item in answer["items"])
    in_charge = {each for item in answer["items"] for each in item["in_charge"]}
    assert set(page.choices["don-vi"]) == {"", *units, *in_charge}
    for unit_id in units:
        own = [item for item in answer["items"] if unit_id in (item["unit_id"], *item["in_charge"])]
        of_unit = [item for item in answer["items"] if item["unit_id"] == unit_id]
        link = f'don-vi={unit_id}">'
        said = page.html[page.html.index(link) :].partition("</tr>")[0]
        assert f'class="n">{len(of_unit)}</td>' in said
        assert f">{sum(item['overdue'] for item in of_unit)}</td>" in said
        its_page = await shown(web, dpi, URGE, **{"don-vi": unit_id})
        assert listed(its_page) == [item["petition_id"] for item in own]


async def test_a_petition_of_a_unit_that_ended_says_who_is_in_charge_and_is_on_their_list(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    """R6: the department of transport is one with that of construction since March 2025."""
    gone = "so-giao-thong-van-tai"
    await side.tell([known(scheduled("2024-06-10 08:00", unit=gone)), known(received("2024-06-03 09:00"))])
    page = await shown(web, dpi, URGE)
    assert "Đơn vị phụ trách hiện nay: Sở Xây dựng" in row(page, "kn-1")
    assert listed(await shown(web, dpi, URGE, **{"don-vi": "so-xay-dung"})) == ["kn-1"]
    assert page.choices["don-vi"] == ["", "so-xay-dung", gone]


async def test_what_was_answered_or_passed_on_and_is_not_resolved_says_so(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    """R16: an answer that does not resolve fully is in time, and no end."""
    await side.tell(
        [
            known(scheduled("2024-06-10 08:00")),
            *(known(received("2024-06-03 09:00", petition=name)) for name in ("kn-1", "kn-2", "kn-3")),
            known(answered("2024-06-12 09:00", fully=False), petition="kn-1"),
            known(escalated("2024-06-12 09:00", "direct_superior"), petition="kn-2"),
            known(act("PetitionTransferred", "2024-06-12 09:00", petition_id="kn-3", to="so-tu-phap")),
        ]
    )
    page = await shown(web, dpi, URGE)
    assert "phụ trách" not in row(page, "kn-1")
    assert "đã trả lời 12/6/2024, chưa giải quyết triệt để" in row(page, "kn-1")
    assert "Đang xin ý kiến chỉ đạo: Cấp trên trực tiếp, từ 09:00 ngày 12/6/2024" in row(page, "kn-2")
    assert "Đã chuyển cơ quan khác giải quyết: Sở Tư pháp, từ 09:00 ngày 12/6/2024" in row(page, "kn-3")


async def test_a_petition_that_is_due_today_is_not_late_and_says_so(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    # The 7th working day after 20 February 2025 is 3 March.
    await side.tell([known(scheduled("2025-02-20 08:00"), "2025-02-20 12:00"),
                     known(received("2025-02-20 09:00"), "2025-02-20 12:00")])  # fmt: skip
    said = row(await shown(web, dpi, URGE), "kn-1")
    assert ("Đến hạn hôm nay" in said, "Quá hạn" in said) == (True, False)


async def test_what_waits_for_direction_is_the_list_for_programs_the_longest_waiting_first(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await a_petition_each_way(side)
    page, answer = await shown(web, dpi, BEYOND), await asked(side, "beyond-competence")
    assert listed(page) == ids(answer) == ["kn-2", "kn-1"]
    assert "2 kiến nghị đang chờ ý kiến chỉ đạo; chờ lâu nhất trước." in page.html
    assert "UBND thành phố, từ 09:00 ngày 12/6/2024" in row(page, "kn-2")
    assert "ngày làm việc" in row(page, "kn-2")
    assert "Sở Xây dựng" in row(page, "kn-2")
    assert listed(await shown(web, dpi, BEYOND, year="2024")) == ["kn-2", "kn-1"]
    of_none = await shown(web, dpi, BEYOND, year="2023")
    assert listed(of_none) == []
    assert "Không có kiến nghị nào đang chờ ý kiến chỉ đạo trong năm đã chọn" in of_none.html


async def test_by_which_document_direction_was_asked_for_is_said(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    document = {"number": "12/SXD<b>", "date": "2024-06-12"}
    asking = act(
        "PetitionEscalated", "2024-06-12 09:00", petition_id="kn-1", to="city_committee", document=document
    )
    told = (scheduled("2024-06-10 08:00"), received("2024-06-03 09:00"), asking)
    await side.tell([known(each) for each in told])
    assert "văn bản số 12/SXD&lt;b&gt; ngày 12/6/2024" in row(await shown(web, dpi, BEYOND), "kn-1")


async def test_a_longer_list_than_a_page_shows_says_how_much_there_is(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_petition_each_way(side)
    for module in (urging, beyond_competence):
        monkeypatch.setattr(module, "MOST", 1)
    urge, beyond = await shown(web, dpi, URGE), await shown(web, dpi, BEYOND)
    assert (listed(urge), listed(beyond)) == (["kn-1"], ["kn-2"])
    for page in (urge, beyond):
        assert "2 kiến nghị" in page.html
        assert "Trang này nêu 1 kiến nghị đầu" in page.html


@pytest.mark.parametrize(
    "path, query",
    [(path, {"year": year}) for path in (URGE, BEYOND, KEPT) for year in ("24", "năm", "0001", "99999")]
    + [(URGE, {"don-vi": "so-khong-co"})],
)  # fmt: skip
async def test_a_year_or_a_unit_that_is_none_is_refused_in_a_page(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], path: str, query: dict[str, str]
) -> None:
    await a_petition_each_way(side)
    page = Page(await web.get(path, params=query, headers=dpi))
    assert (page.status, "Tham số không hợp lệ" in page.html) == (422, True)


@pytest.mark.parametrize("path", [URGE, BEYOND, KEPT])
async def test_while_nobody_can_vouch_for_the_lists_they_are_a_page_that_says_come_back(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], path: str
) -> None:
    answer = await web.get(path, headers=dpi)
    assert (Page(answer).status, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize("path, json", [(URGE, "to-urge"), (BEYOND, "beyond-competence")])
async def test_following_up_costs_the_statements_of_the_lists_for_programs_and_one_for_who_asks(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], path: str, json: str
) -> None:
    await side.tell(acts_of_the_year())
    counted: list[int] = []
    for ask in (lambda: asked(side, json), lambda: shown(web, dpi, path)):
        found: Any
        with statements() as found:
            await ask()
        counted.append(len(found))
    assert counted[1] == counted[0] + 1


async def test_nothing_personal_is_on_dpis_pages(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    told = act(
        "PetitionReceived", "2024-06-03 09:00", petition_id="kn-1", conference_id="hn-1", group="land",
        business={"name": "Hộ bà Riêng", "kind": "household"}, content="Nội dung riêng", channel="form",
        recorded_at=at("2024-06-20 08:00"),
    )  # fmt: skip
    await side.tell([known(scheduled("2024-06-10 08:00")), told, known(escalated("2024-06-12 09:00"))])
    for path in (URGE, BEYOND, "/dau-moi", "/dau-moi/thuc-hien?year=2024", "/dau-moi/tong-hop/2024-Q2"):
        assert "riêng" not in (await web.get(path, headers=dpi)).text.lower().replace("riêng lẻ", "")
