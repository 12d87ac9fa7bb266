"""DPI reads how each unit kept the plan and what it lacks, as programs are told (R1–R5, R7, R9, R11, R17)."""

import re
from typing import Any

import httpx
import pytest

from services.reporting.pages.shortfalls import BREACHES, LACKING
from tests.builders.acts import act, answered, escalated, held, posted, received, reported, scheduled
from tests.builders.forms import Page
from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements
from tests.component.reporting.test_follow_up import asked, known
from tests.component.reporting.test_small_year import acts_of_the_year

KEPT = "/dau-moi/thuc-hien"


async def shown(web: httpx.AsyncClient, dpi: dict[str, str], **query: str) -> Page:
    page = Page(await web.get(KEPT, params=query, headers=dpi))
    assert page.status == 200, page.html
    return page


def rows(page: Page) -> dict[str, str]:
    """What the page says of each unit, by its name."""
    part = page.html[page.html.index("tung-don-vi") : page.html.index("kinh-phi")]
    found = re.findall(r'<th scope="row" role="rowheader">([^<]+)</th>(.*?)</tr>', part, re.DOTALL)
    return {name: said for name, said in found}


def cell(said: str, label: str) -> str:
    """What stands in the cell of this label."""
    found = re.search(rf'data-label="{label}"[^>]*>(.*?)</td>', said, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("year", ["2024", "2025"])
async def test_each_obliged_unit_stands_with_the_figures_of_the_ledger(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str], year: str
) -> None:
    await side.tell(acts_of_the_year())
    found, ledger = rows(await shown(web, dpi, year=year)), await asked(side, "compliance", year=year)
    assert list(found) == [item["unit_name"] for item in ledger["items"]]
    for item in ledger["items"]:
        said = found[item["unit_name"]]
        conferences = cell(said, "Hội nghị")
        assert f"đã tổ chức {item['held']}" in conferences
        counted = f"được tính {item['counted']}, tối thiểu {item['minimum']};"
        assert (counted in conferences) is bool(item["minimum"])
        for label, columns in (
            ("Thông báo đúng hạn", [*item["notices"].values()]),
            ("Báo cáo đúng hạn", [item["reports"]]),
            ("Trả lời đúng hạn", [item["answers"], item["written_answers"]]),
        ):
            done, owed = sum(each["in_time"] for each in columns), sum(sum(each.values()) for each in columns)
            assert cell(said, label) == (f"{done}/{owed}" if owed else "–")
        assert lacks(item) == cell(said, "Còn thiếu, muộn, chưa đúng").split("; ")


def lacks(item: dict[str, Any]) -> list[str]:
    """From the line of the ledger for programs what the page must name."""
    found: list[str] = []
    plan = {"overdue": "chưa gửi kế hoạch năm, đã quá hạn", "open": "chưa gửi kế hoạch năm",
            "late": "gửi kế hoạch năm muộn"}.get(item["plan"])  # fmt: skip
    found += [plan] if plan else []
    if not item["minimum_met"]:
        found.append(f"còn thiếu {item['minimum'] - item['counted']} hội nghị so với số tối thiểu")
    for name, missing, late in LACKING:
        kept = item["notices"].get(name) or item[name]
        counts = ((kept["overdue"], missing), (kept["late"], late))
        found += [f"{count} {words}" for count, words in counts if count]
    broken = ((item["breaches"][rule], words) for rule, words in BREACHES.items())
    found += [f"{count} {words}" for count, words in broken if count]
    return found or ["không có"]


async def test_what_a_unit_lacks_is_named_in_words(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    """R1–R4, R7, R9, R11, R13, R17: each in its words, and nothing of who lacks nothing."""
    told = [
        scheduled("2025-02-11 08:00"), posted("2025-02-10 08:00"), held("2025-02-11 12:00", 19),
        received("2025-02-10 09:00"), escalated("2025-02-11 13:00", "direct_superior"),
        act("AnnualPlanSubmitted", "2025-01-15", by="so-cong-thuong", unit_id="so-cong-thuong", year=2025,
            conferences=[{"month": 6}]),
    ]  # fmt: skip
    await side.tell([known(each, "2025-02-12 08:00") for each in told])
    found = rows(await shown(web, dpi))
    assert cell(found["Sở Xây dựng"], "Còn thiếu, muộn, chưa đúng").split("; ") == [
        "chưa gửi kế hoạch năm",
        "1 hội nghị đăng muộn thông báo trên Cổng thông tin",
        "1 hội nghị quá hạn mà chưa niêm yết thông báo tại Bộ phận một cửa",
        "1 báo cáo kết quả quá hạn mà chưa gửi",
        "1 thông báo thiếu hướng dẫn hoặc mẫu đăng ký",
        "1 hội nghị có dưới 20 doanh nghiệp tham dự",
        "1 kiến nghị báo cáo không đúng cấp",
    ]
    assert cell(found["Sở Xây dựng"], "Kế hoạch năm") == "chưa gửi"
    assert cell(found["Sở Công Thương"], "Kế hoạch năm") == "gửi 00:00 ngày 15/01/2025"
    lacking = cell(found["Sở Công Thương"], "Còn thiếu, muộn, chưa đúng")
    assert lacking == "còn thiếu 1 hội nghị so với số tối thiểu"


async def test_late_answers_and_reports_are_told_apart_from_those_still_missing(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    told = [
        scheduled("2024-06-10 08:00"), held("2024-06-10 12:00"), received("2024-06-03 09:00"),
        received("2024-06-03 09:00", petition="kn-2"), answered("2024-06-20 09:00"),
        reported("2024-06-20 08:00"),
    ]  # fmt: skip
    await side.tell([known(each, "2024-06-21 08:00") for each in told])
    lacking = cell(rows(await shown(web, dpi, year="2024"))["Sở Xây dựng"], "Còn thiếu, muộn, chưa đúng")
    assert "1 kiến nghị quá hạn mà chưa trả lời; 1 kiến nghị trả lời muộn" in lacking
    assert "1 báo cáo kết quả gửi muộn" in lacking
    assert "báo cáo kết quả quá hạn" not in lacking


async def test_the_budgets_stand_by_unit_with_the_sum_that_programs_are_told(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    """R5: of several plans the latest gives the content; one that says nothing of money says so."""
    plans: tuple[tuple[str, dict[str, Any]], ...] = (
        ("so-xay-dung", {"budget_vnd": 80_000_000}),
        ("so-cong-thuong", {"budget_vnd": 20_500_000}),
        ("so-tu-phap", {}),
    )
    await side.tell(
        known(
            act("AnnualPlanSubmitted", "2025-02-01", by=unit, unit_id=unit, year=2025,
                conferences=[{"month": 6}], **budget),
            "2025-02-02 08:00",
        )
        for unit, budget in plans
    )  # fmt: skip
    page, answer = await shown(web, dpi), await asked(side, "budgets", year="2025")
    part = page.html[page.html.index("kinh-phi") :]
    assert re.findall(r'rowheader">([^<]+)</th>', part) == [
        *(item["unit_name"] for item in answer["items"]),
        "Tổng cộng",
    ]
    assert re.findall(r'data-label="Dự toán" class="n">([^<]+)<', part) == [
        "20.500.000 đồng",
        "80.000.000 đồng",
        "không nêu",
        f"{answer['total_vnd'] // 1_000_000}.500.000 đồng",
    ]


async def test_how_many_plans_are_to_be_urged_is_what_programs_are_told(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(acts_of_the_year())
    owing = (await asked(side, "compliance", year="2025"))["plans_to_urge"]
    assert owing
    assert f"{len(owing)} đơn vị chưa gửi kế hoạch năm 2025, cần đôn đốc." in (await shown(web, dpi)).html
    assert "cần đôn đốc" not in (await shown(web, dpi, year="2024")).html


async def test_the_ledgers_page_costs_the_statements_of_both_routes_for_programs(
    side: ReportingSide, web: httpx.AsyncClient, dpi: dict[str, str]
) -> None:
    await side.tell(acts_of_the_year())
    with statements() as by_programs:
        await asked(side, "compliance", year="2024")
        await asked(side, "budgets", year="2024")
    with statements() as by_page:
        await shown(web, dpi, year="2024")
    assert len(by_page) <= len(by_programs)
