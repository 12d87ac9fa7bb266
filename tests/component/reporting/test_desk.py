"""DPI's desk says what the plan asks next (R4, R20) and what was compiled of each quarter (R29)."""

import httpx
import pytest

from tests.builders.acts import act, answered, at
from tests.builders.editions import SECOND, compiled, first_told, recorded
from tests.builders.forms import Page
from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements
from tests.component.reporting.conftest import MakeSide, signed_in

DESK = "/dau-moi"
LAST_QUARTER = "chưa có bản tổng hợp nào tính đến hết quý"


async def desk_of(side: ReportingSide) -> str:
    """The page, as a person of DPI sees it."""
    headers = await signed_in(side)
    transport = httpx.ASGITransport(side.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://reporting", headers=headers) as client:
        page = Page(await client.get(DESK))
    assert page.status == 200
    return page.html


async def test_the_last_quarter_is_to_be_summed_up_until_an_edition_covers_all_of_it(
    make_side: MakeSide,
) -> None:
    """R20: what was compiled while the quarter ran is no summary of it."""
    side = await make_side(at("2024-07-01 00:00"))
    await side.tell(first_told())
    found = await desk_of(side)
    assert (LAST_QUARTER in found, f'{DESK}/tong-hop/2024-Q2">Tổng hợp Quý II năm 2024' in found) == (
        True,
        True,
    )
    for as_of, still in (("2024-06-29T23:59:59+07:00", True), ("2024-06-30T00:00:00+07:00", False)):
        await compiled(side, as_of=as_of)
        assert (LAST_QUARTER in await desk_of(side)) is still, as_of
    # A later edition that looks back to an earlier day undoes nothing.
    await compiled(side, as_of="2024-05-30T00:00:00+07:00")
    assert LAST_QUARTER not in await desk_of(side)


async def test_on_the_last_day_of_a_quarter_it_is_not_over(make_side: MakeSide) -> None:
    side = await make_side(at("2024-06-30 23:59"))
    await side.tell(first_told())
    found = await desk_of(side)
    assert ("Tổng hợp Quý II năm 2024" in found, "Tổng hợp Quý I năm 2024" in found) == (False, True)


@pytest.mark.parametrize(
    "now, urged, late", [("2025-02-28 23:59", False, False), ("2025-03-01 00:00", True, False),
                         ("2025-03-31 23:59", True, False), ("2025-04-01 00:00", True, True)],
)  # fmt: skip
async def test_from_1_march_the_units_without_a_plan_are_to_be_urged(
    make_side: MakeSide, now: str, urged: bool, late: bool
) -> None:
    """R4: and past 31 March it says that they are late."""
    side = await make_side(at(now))
    plan = act(
        "AnnualPlanSubmitted", "2025-01-15", unit_id="so-xay-dung", year=2025, conferences=[{"month": 6}]
    )
    await side.tell([*first_told(), *recorded(SECOND, plan)])
    found = await desk_of(side)
    ledger = (await side.get("/api/reports/compliance", year="2025")).json()
    owing = ledger["plans_to_urge"]
    assert (bool(owing), "so-xay-dung" in owing) == (urged, False)
    assert (f"{len(owing)} đơn vị chưa gửi kế hoạch" in found) is urged
    assert ("đã quá hạn</strong> 31/3/2025" in found) is late


async def test_where_nothing_is_due_it_says_what_comes_next(make_side: MakeSide) -> None:
    side = await make_side(at("2025-01-25 09:00"))
    await side.tell(first_told())
    found = await side.post("/api/reports/quarters/2024-Q4/editions", {})
    assert found.status_code == 201
    assert "đôn đốc gửi kế hoạch năm 2025 từ 01/3/2025" in await desk_of(side)


async def test_each_quarter_stands_with_its_last_edition_and_whether_its_figures_are_others_by_now(
    side: ReportingSide,
) -> None:
    await side.tell(first_told())
    assert "Chưa chốt bản nào" not in await desk_of(side)
    await compiled(side)
    await compiled(side)
    found = await desk_of(side)
    row = found[found.index("Quý II năm 2024</a>") :].partition("</tr>")[0]
    assert 'class="n">2</td>' in row
    assert "Số 2: tính đến 12:00 ngày 30/6/2024, theo thông tin ghi nhận đến 08:00 ngày 10/01/2025" in row
    assert ("Không thay đổi" in row, "Đã thay đổi</strong>" in row) == (True, False)
    # Answered after the moment that the edition is as of: no figure of it is another.
    await side.tell(recorded(SECOND, answered("2024-07-12 09:00")))
    assert "Đã thay đổi</strong>" not in await desk_of(side)
    await side.tell(recorded(at("2025-01-25 08:00"), answered("2024-06-12 09:00")))
    assert "Đã thay đổi</strong>" in await desk_of(side)
    await compiled(side)
    assert "Đã thay đổi</strong>" not in await desk_of(side)


async def test_while_nobody_can_vouch_for_the_figures_the_desk_says_so(side: ReportingSide) -> None:
    await side.tell(first_told())
    await compiled(side)
    async with side.engine.begin() as conn:
        await conn.exec_driver_sql("DELETE FROM horizon")
    found = await desk_of(side)
    assert ("Hệ thống đang nạp thông tin" in found, "Chưa xem xét" in found) == (True, True)
    assert "Số 1: tính đến 12:00 ngày 30/6/2024" in found


async def test_the_desk_costs_as_many_statements_however_many_quarters_were_compiled(
    side: ReportingSide,
) -> None:
    await side.tell(first_told())
    costs: list[int] = []
    for year in (2023, 2022):
        for number in range(1, 5):
            assert (await side.post(f"/api/reports/quarters/{year}-Q{number}/editions")).status_code == 201
        with statements() as found:
            await desk_of(side)
        costs.append(len(found))
    assert costs[0] == costs[1] <= 40
