"""`GET /api/notices/planner`: the days of a conference with their reasons, refused by name (R6, R7)."""

import httpx
import pytest

from tests.builders.conference_events import NOW

PATH = "/api/notices/planner"


async def test_a_unit_asks_before_it_schedules(web: httpx.AsyncClient) -> None:
    found = (await web.get(PATH, params={"unit_id": "so-xay-dung", "date": "2024-04-17"})).json()
    assert (found["unit_name"], found["weekday"], found["working_day"]) == ("Sở Xây dựng", "Thứ Tư", True)
    assert found["notice"] == {"last_on": "2024-04-08", "safe_on": "2024-04-05", "provisional": False}
    assert {(item["kind"], item["rule"], item["due_on"]) for item in found["items"]} == {
        ("notice_portal", "R7", "2024-04-08"),
        ("notice_one_stop_desk", "R7", "2024-04-08"),
        ("stop_or_postpone_report", "R8", "2024-04-16"),
        ("petition_answer", "R11", "2024-05-02"),
        ("petition_answer", "R12", "2024-05-10"),
        ("result_report", "R17", "2024-05-02"),
        ("conclusion_notice", "R18", "2024-05-02"),
    }
    answer = next(item["explanation"] for item in found["items"] if item["rule"] == "R11")
    assert (
        answer["sentence"]
        == "hạn 02/5/2024: không tính 18/4 Giỗ Tổ Hùng Vương, 29/4 nghỉ hoán đổi, 30/4, 01/5"
    )
    assert [d["ordinal"] for d in answer["days"] if d["counted"]] == [1, 2, 3, 4, 5, 6, 7]
    assert found["today"] == NOW.date().isoformat()
    assert [remark["kind"] for remark in found["remarks"]] == ["date_past", "notice_day_past"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"unit_id": "so-xay-dung"}, "date"),
        ({"unit_id": "so-xay-dung", "date": "30/4/2025"}, "date"),
        ({"unit_id": "so-xay-dung", "date": "2025-02-29"}, "date"),
        ({"unit_id": "so-xay-dung", "date": "20250509"}, "date"),
        ({"unit_id": "so-xay-dung", "date": "0001-01-01"}, "date"),
        ({"date": "2025-05-09"}, "unit_id"),
        ({"unit_id": "so-khong-co", "date": "2025-05-09"}, "unit_id"),
        ({"unit_id": "so\x00", "date": "2025-05-09"}, "unit_id"),
        # Merged on 1 March 2025.
        ({"unit_id": "so-du-lich", "date": "2025-03-01"}, "unit_id"),
        ({"unit_id": "so-nong-nghiep-va-moi-truong", "date": "2025-02-28"}, "unit_id"),
    ],
)
async def test_what_can_not_be_planned_is_refused_by_its_name(
    web: httpx.AsyncClient, query: dict[str, str], field: str
) -> None:
    """R6: a unit that is not valid on that day plans nothing on it."""
    refused = await web.get(PATH, params=query)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert refused.headers["content-type"] == "application/problem+json"


async def test_a_unit_plans_up_to_its_last_day(web: httpx.AsyncClient) -> None:
    """R6."""
    for unit, day in (("so-du-lich", "2025-02-28"), ("so-nong-nghiep-va-moi-truong", "2025-03-01")):
        assert (await web.get(PATH, params={"unit_id": unit, "date": day})).status_code == 200
