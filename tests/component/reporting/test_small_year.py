"""The small year gives the expected Phụ lục 3 whatever order its facts came in, before and after a
rebuild.
"""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from shared.dialogue.acts import Act
from tests.builders.reporting_side import ReportingSide, rows_of
from tests.builders.small_year import RECORDED_AT, events, expected, year_of

COUNTED = ("received", "resolved", "transferred", "awaiting_direction", "pending")


def acts_of_the_year() -> list[Act]:
    year = year_of(events())
    unique = {
        (act.unit_id, act.event_id): act
        for acts in (*year.petitions.values(), *year.conferences.values())
        for act in acts
    }
    return list(unique.values())


def said(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as the case writes them: district rows with nothing received left out."""
    names = ("section", "conference_id", "group", *COUNTED)
    return [
        {name: row[name] for name in names}
        for row in rows_of(summary)
        if row["received"] or row["section"] == "I"
    ]


def _place(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["section"], row["conference_id"], row["group"] or ""


async def assert_as_expected(side: ReportingSide) -> None:
    for case in expected()["quarters"]:
        found = said(await side.summary(case["quarter"], as_of=case["as_of"]))
        assert sorted(found, key=_place) == sorted(case["rows"], key=_place), (case["quarter"], case["as_of"])


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_order_of_arrival_gives_the_expected_rows_before_and_after_a_rebuild(
    side: ReportingSide, seed: int
) -> None:
    acts = acts_of_the_year()
    random.Random(seed).shuffle(acts)
    third = len(acts) // 3
    for start in range(0, len(acts), third):
        await side.tell(acts[start : start + third])
    await assert_as_expected(side)
    before = await side.digest()
    await side.rebuild()
    assert await side.digest() == before
    await side.promise(RECORDED_AT)
    await assert_as_expected(side)


async def test_the_exact_fold_of_the_acts_says_the_same_as_the_spans(side: ReportingSide) -> None:
    await side.tell(acts_of_the_year())
    fast = {
        case["quarter"]: await side.summary(case["quarter"], as_of=case["as_of"])
        for case in expected()["quarters"]
    }
    async with side.engine.begin() as conn:
        # A mark on every subject: not one row may be taken from the spans.
        await conn.exec_driver_sql(
            "INSERT INTO recomputations SELECT DISTINCT subject, 1 FROM acts ON CONFLICT DO NOTHING"
        )
        await conn.exec_driver_sql("DELETE FROM petition_spans")
        await conn.exec_driver_sql("DELETE FROM figure_days")
        await conn.exec_driver_sql("DELETE FROM conference_spans")
    for quarter, summary in fast.items():
        exact = await side.summary(quarter, as_of=summary["as_of"])
        assert exact == summary


async def test_overdue_of_the_summaries_agrees_with_the_overdue_list_of_the_case(side: ReportingSide) -> None:
    await side.tell(acts_of_the_year())
    for case in expected()["overdue"]:
        petitions = {item["petition_id"] for item in case["items"]}
        quarters = [await side.summary(f"2024-Q{number}", as_of=case["as_of"]) for number in (1, 2, 3, 4)]
        assert sum(summary["totals"]["overdue"] for summary in quarters) == len(petitions)
