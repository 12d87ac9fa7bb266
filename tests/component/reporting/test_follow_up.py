"""What DPI follows up: budgets (R5), whom to urge (R21), what waits for direction (R22), as known (R29)."""

from io import BytesIO
from typing import Any

from msgspec.structs import replace
from openpyxl import load_workbook

from shared.dialogue.acts import Act
from tests.builders.acts import act, answered, at, directed, escalated, received, scheduled
from tests.builders.reporting_side import ReportingSide

JUNE = at("2024-06-30 12:00")


def known(told: Act, recorded: str = "2024-06-20 08:00", petition: str | None = None) -> Act:
    data = {**told.data, "petition_id": petition} if petition else told.data
    return replace(told, data=data, recorded_at=at(recorded))


async def asked(side: ReportingSide, path: str, **query: str) -> dict[str, Any]:
    found = await side.get(f"/api/reports/{path}", **query)
    assert found.status_code == 200, found.text
    return found.json()


async def a_petition_each_way(side: ReportingSide) -> None:
    await side.tell(
        [
            known(scheduled("2024-06-10 08:00")),
            *(known(received("2024-06-03 09:00", petition=name)) for name in ("kn-1", "kn-2", "kn-3")),
            known(escalated("2024-06-13 09:00"), petition="kn-1"),
            known(escalated("2024-06-12 09:00"), petition="kn-2"),
            known(answered("2024-06-12 09:00"), petition="kn-3"),
        ]
    )


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["petition_id"] for item in answer["items"]]


async def test_petitions_awaiting_direction_are_listed_the_longest_waiting_first(side: ReportingSide) -> None:
    await a_petition_each_way(side)
    found = await asked(side, "beyond-competence", year="2024")
    assert (ids(found), found["total"]) == (["kn-2", "kn-1"], 2)
    assert found["items"][0]["passed_to"] == "city_committee"
    assert found["items"][0]["since"] == "2024-06-12T09:00:00+07:00"
    assert ids(await asked(side, "beyond-competence", year="2023")) == []
    # What waits from an earlier year waits still: the clock stands in 2025.
    assert ids(await asked(side, "beyond-competence")) == ["kn-2", "kn-1"]
    assert ids(await asked(side, "beyond-competence", as_of="2024-06-12T10:00:00+07:00")) == ["kn-2"]


async def test_what_is_not_fully_resolved_is_urged_with_who_is_in_charge(side: ReportingSide) -> None:
    await a_petition_each_way(side)
    found = await asked(side, "to-urge", year="2024")
    assert ids(found) == ids(await asked(side, "to-urge")) == ["kn-1", "kn-2"]
    assert found["items"][0]["in_charge"] == ["so-xay-dung"]


async def test_a_direction_recorded_later_does_not_change_what_was_known(side: ReportingSide) -> None:
    await a_petition_each_way(side)
    await side.tell([known(directed("2024-06-14"), "2024-07-20 08:00", "kn-2")])
    then = {"year": "2024", "as_of": JUNE.isoformat(), "known_at": JUNE.isoformat()}
    assert ids(await asked(side, "beyond-competence", **then)) == ["kn-2", "kn-1"]
    assert ids(await asked(side, "beyond-competence", year="2024")) == ["kn-1"]


async def test_the_budgets_of_a_year_are_added_up(side: ReportingSide) -> None:
    plans = [("so-xay-dung", 80_000_000), ("so-cong-thuong", 20_000_000)]
    await side.tell(
        known(
            act("AnnualPlanSubmitted", "2024-02-01", by=unit, unit_id=unit, year=2024,
                conferences=[{"month": 6}], budget_vnd=budget)
        )
        for unit, budget in plans
    )  # fmt: skip
    found = await asked(side, "budgets", year="2024")
    assert [item["unit_id"] for item in found["items"]] == ["so-cong-thuong", "so-xay-dung"]
    assert found["total_vnd"] == 100_000_000


async def test_a_year_that_is_none_is_refused_by_name(side: ReportingSide) -> None:
    found = await side.get("/api/reports/beyond-competence", year="24")
    assert (found.status_code, found.json()["field"]) == (422, "year")


async def test_what_a_quarter_leaves_unresolved_is_on_the_next_ones_list_and_in_its_workbook(
    side: ReportingSide,
) -> None:
    await a_petition_each_way(side)
    found = await asked(side, "quarters/2024-Q3/open-petitions", as_of="2024-07-15T12:00:00+07:00")
    assert (ids(found), found["total"], found["carried_over"]) == (["kn-1", "kn-2"], 2, 2)
    first = found["items"][0]
    assert (first["quarter"], first["state"], first["carried_over"]) == (
        "2024-Q2",
        "awaiting_direction",
        True,
    )
    # 4/6 to 15/7/2024: six weeks.
    assert first["age"] == {"calendar_days": 42, "working_days": 30}
    own = await asked(side, "quarters/2024-Q2/open-petitions", as_of="2024-07-15T12:00:00+07:00")
    assert [item["carried_over"] for item in own["items"]] == [False, False]
    assert (await asked(side, "quarters/2024-Q1/open-petitions"))["items"] == []
    book = await side.get("/api/reports/quarters/2024-Q3.xlsx", as_of="2024-07-15T12:00:00+07:00")
    rows = list(load_workbook(BytesIO(book.content))["Chưa giải quyết"].iter_rows(values_only=True))
    assert [row[1] for row in rows if row[0] in (1, 2)] == ["kn-1", "kn-2"]


async def test_an_answer_recorded_later_leaves_the_list_as_it_was_known(side: ReportingSide) -> None:
    await a_petition_each_way(side)
    then = {"as_of": JUNE.isoformat(), "known_at": at("2024-06-20 08:00").isoformat()}
    before = await asked(side, "quarters/2024-Q2/open-petitions", **then)
    await side.tell([known(answered("2024-06-14"), "2024-07-20 08:00", "kn-2")])
    assert await asked(side, "quarters/2024-Q2/open-petitions", **then) == before
    assert ids(await asked(side, "quarters/2024-Q2/open-petitions", as_of=JUNE.isoformat())) == ["kn-1"]


async def test_the_moments_of_an_answer_are_rfc_3339_in_any_year(side: ReportingSide) -> None:
    """Before 1906 Hải Phòng's clocks were 7 hours, 6 minutes and 30 seconds from UTC."""
    await a_petition_each_way(side)
    for path in ("beyond-competence", "to-urge", "quarters/2024-Q2", "compliance", "budgets"):
        year = {"year": "2024"} if path == "compliance" else {}
        found = await asked(side, path, as_of="1900-01-01T00:00:00Z", **year)
        assert found["as_of"] == "1900-01-01T07:00:00+07:00", path
