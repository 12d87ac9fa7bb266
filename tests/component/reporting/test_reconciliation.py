"""The units' reports against Phụ lục 3, as of when each was filed and as known (R17, R29)."""

from io import BytesIO
from typing import Any

from msgspec.structs import replace
from openpyxl import load_workbook

from shared.dialogue.acts import Act
from tests.builders.acts import act, answered, at, held, received, scheduled
from tests.builders.reporting_side import ReportingSide

FIGURES = {"received": 2, "resolved": 1, "transferred": 0, "awaiting_direction": 0}
LAND = {"group": "land", "received": 1, "resolved": 1, "transferred": 0, "awaiting_direction": 0}
CREDIT = {"group": "credit", "received": 1, "resolved": 0, "transferred": 0, "awaiting_direction": 0}
SECOND = at("2025-01-20 08:00")


def filed(time: str = "2024-06-14 16:00", **more: Any) -> Act:
    document = {"number": "95/BC-UBND", "date": "2024-06-14"}
    return act("ResultReportFiled", time, conference_id="hn-1", document=document, **more)


async def a_conference(side: ReportingSide, *more: Act) -> None:
    await side.tell(
        [
            scheduled("2024-06-10 08:00", unit="dist-an-lao"),
            held("2024-06-10 12:00"),
            received("2024-06-03 09:00"),
            received("2024-06-04 09:00", "credit", petition="kn-2"),
            answered("2024-06-12 09:00"),
            *more,
        ]
    )


async def reconciliation(side: ReportingSide, **query: str) -> dict[str, Any]:
    found = await side.get("/api/reports/quarters/2024-Q2/reconciliation", **query)
    assert found.status_code == 200, found.text
    return found.json()


async def the_conference(side: ReportingSide, **query: str) -> dict[str, Any]:
    (item,) = (await reconciliation(side, **query))["items"]
    return item


async def test_a_report_is_held_to_the_figures_of_when_it_was_filed(side: ReportingSide) -> None:
    later = replace(answered("2024-06-20 09:00"), data={**answered("2024-06-20").data, "petition_id": "kn-2"})
    await a_conference(side, filed(figures={**FIGURES, "groups": [CREDIT, LAND]}), later)
    item = await the_conference(side)
    assert (item["status"], item["differences"]) == ("agrees", [])
    assert (item["computed"]["resolved"], item["in_appendix_3"]["resolved"]) == (1, 2)
    assert item["computed"]["as_of"] == "2024-06-14T16:00:00+07:00"
    assert item["filed"]["document"]["number"] == "95/BC-UBND"


async def test_what_was_answered_in_time_and_published_later_is_a_difference_only_since_it_is_known(
    side: ReportingSide,
) -> None:
    await a_conference(side, filed(figures={**FIGURES, "groups": [CREDIT, LAND]}))
    known = (await reconciliation(side))["known_at"]
    late = answered("2024-06-13 09:00")
    await side.tell([replace(late, data={**late.data, "petition_id": "kn-2"}, recorded_at=SECOND)])
    item = await the_conference(side)
    assert item["status"] == "differs"
    assert [
        (each["group"], each["figure"], each["filed"], each["expected"]) for each in item["differences"]
    ] == [
        (None, "resolved", 1, 2),
        ("credit", "resolved", 0, 1),
    ]
    assert "đơn vị báo cáo 1, hệ thống tính 2 (thiếu 1)" in item["differences"][0]["says"]
    assert (await the_conference(side, known_at=known))["status"] == "agrees"


async def test_a_report_without_figures_and_one_not_filed_are_counted_as_such(side: ReportingSide) -> None:
    await a_conference(side, filed())
    early = await reconciliation(side, as_of="2024-06-10T10:00:00+07:00")
    assert early["items"][0]["status"] == "not_owed"
    missing = await reconciliation(side, as_of="2024-06-13T10:00:00+07:00")
    assert (missing["items"][0]["status"], missing["items"][0]["filed"]) == ("not_filed", None)
    found = await reconciliation(side)
    assert found["items"][0]["status"] == "filed_without_figures"
    assert found["by_status"] == {
        "agrees": 0, "differs": 0, "filed_without_figures": 1, "not_filed": 0, "not_owed": 0,
    }  # fmt: skip


async def test_the_quarters_workbook_has_the_reconciliation_with_each_difference(side: ReportingSide) -> None:
    await a_conference(side, filed(figures={**FIGURES, "resolved": 2}))
    book = load_workbook(BytesIO((await side.get("/api/reports/quarters/2024-Q2.xlsx")).content))
    (row,) = [row for row in book["Đối chiếu"].iter_rows(values_only=True) if row[0] == 1]
    assert row[4] == "95/BC-UBND ngày 14/6/2024"
    assert row[5:13] == (2, 2, 0, 0, 2, 1, 0, 0)
    assert row[13] == (
        "Có chênh lệch\n- Kiến nghị đã giải quyết triệt để: đơn vị báo cáo 2, hệ thống tính 1 (thừa 1)"
    )
