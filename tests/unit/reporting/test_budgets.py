"""The budgets of a year are added up by unit, each from the plan that holds (R5)."""

from datetime import timedelta
from itertools import permutations
from typing import Any

from services.reporting.domain.budgets import of_year, total_vnd, unit_budgets
from shared.dialogue.acts import Act
from shared.units import shipped
from tests.builders.acts import act, at, corrected

MARCH, JULY = at("2025-03-31"), at("2025-07-01")


def plan(
    time: str, unit: str = "so-xay-dung", *, year: int = 2025, by: str | None = None, **more: Any
) -> Act:
    said = {"unit_id": unit, "year": year, "conferences": [{"month": 5}], **more}
    return act("AnnualPlanSubmitted", time, by=by or unit, **said)


FIRST = plan("2025-02-10", budget_vnd=50_000_000)
SECOND = plan("2025-05-10", budget_vnd=80_000_000, conferences=[{"month": 5}, {"month": 9}])


def test_the_latest_plan_gives_the_budget_whatever_arrived_first() -> None:
    for arrived in permutations([FIRST, SECOND, plan("2025-05-11", year=2026, budget_vnd=1)]):
        found = unit_budgets(arrived, JULY)
        assert (found["so-xay-dung", 2025].budget_vnd, found["so-xay-dung", 2025].conferences) == (
            80_000_000,
            2,
        )
        assert found["so-xay-dung", 2026].budget_vnd == 1
        assert unit_budgets(arrived, MARCH)["so-xay-dung", 2025].budget_vnd == 50_000_000


def test_a_plan_counts_from_the_moment_of_its_sending() -> None:
    sent = SECOND.time
    assert unit_budgets([FIRST, SECOND], sent)["so-xay-dung", 2025].planned_at == sent
    before = unit_budgets([FIRST, SECOND], sent - timedelta(microseconds=1))
    assert before["so-xay-dung", 2025].planned_at == FIRST.time


def test_a_year_is_added_up_in_the_order_of_the_registry() -> None:
    plans = [
        [plan("2025-02-01", "dist-an-lao", budget_vnd=30_000_000)],
        [FIRST, SECOND],
        [plan("2025-02-02", "so-cong-thuong")],
        [plan("2025-02-02", "so-tu-phap", year=2024, budget_vnd=9)],
    ]
    found = of_year(2025, plans, JULY, shipped())
    assert [(each.unit_id, each.budget_vnd) for each in found] == [
        ("so-cong-thuong", None), ("so-xay-dung", 80_000_000), ("dist-an-lao", 30_000_000),
    ]  # fmt: skip
    assert total_vnd(found) == 110_000_000


def test_a_corrected_plan_counts_as_it_should_have_been() -> None:
    mended = corrected(FIRST, own_time="2025-03-01", budget_vnd=55_000_000)
    assert unit_budgets([mended, FIRST], MARCH)["so-xay-dung", 2025].budget_vnd == 55_000_000


def test_a_plan_sent_by_a_successor_is_the_budget_of_the_unit_it_names() -> None:
    sent = plan("2025-03-10", "so-giao-thong-van-tai", by="so-xay-dung", budget_vnd=7)
    assert [each.unit_id for each in of_year(2025, [[sent]], JULY, shipped())] == ["so-giao-thong-van-tai"]
