"""Phụ lục 1 and 2 as filed against what is computed, each difference named (R17, R24)."""

from typing import Any

import pytest

from services.reporting.domain.reconciliation import (
    Difference,
    FiguresOf,
    Kind,
    Status,
    last_report,
    owed,
    reconciled,
)
from services.reporting.domain.reconciliation_words import difference_words, status_words
from services.reporting.domain.summary import SummaryRow
from shared.dialogue.acts import Act, effective
from tests.builders.acts import act as any_act
from tests.builders.acts import at, corrected, day, reported
from tests.builders.summary_rows import department, district, figures

COMPUTED: FiguresOf = {"land": figures(resolved=3, transferred=1, pending=1), "credit": figures(resolved=2)}
TOTAL = {"received": 7, "resolved": 5, "transferred": 1, "awaiting_direction": 0}
LAND = {"group": "land", "received": 5, "resolved": 3, "transferred": 1, "awaiting_direction": 0}
CREDIT = {"group": "credit", "received": 2, "resolved": 2, "transferred": 0, "awaiting_direction": 0}


def report(**more: Any) -> Act:
    return any_act("ResultReportFiled", "2024-07-03 16:00", conference_id="hn-1", figures={**TOTAL, **more})


def told(
    filed: Act, rows: tuple[SummaryRow, ...] | None = None, computed: FiguresOf = COMPUTED
) -> tuple[Status, tuple[Difference, ...]]:
    found = reconciled(rows or district({}), filed, computed, report_owed=True)
    return found.status, found.differences


def test_a_report_that_counts_as_is_computed_agrees() -> None:
    assert told(report(groups=[CREDIT, LAND])) == (Status.AGREES, ())
    assert told(report(), (department(),)) == (Status.AGREES, ())


def test_each_figure_that_differs_is_named_in_total_and_by_group() -> None:
    status, found = told(
        report(received=8, resolved=6, groups=[{**LAND, "received": 6, "resolved": 4}, CREDIT])
    )
    assert status is Status.DIFFERS
    assert found == (
        Difference(Kind.COMPUTED, None, "received", 8, 7),
        Difference(Kind.COMPUTED, None, "resolved", 6, 5),
        Difference(Kind.COMPUTED, "land", "received", 6, 5),
        Difference(Kind.COMPUTED, "land", "resolved", 4, 3),
    )
    assert difference_words(found[2]) == (
        "Nhóm Đất đai: Kiến nghị đã tiếp nhận: đơn vị báo cáo 6, hệ thống tính 5 (thừa 1)"
    )


def test_a_group_left_out_counts_zero_and_a_total_that_is_not_its_rows_sum_is_named() -> None:
    status, found = told(report(groups=[LAND]))
    assert status is Status.DIFFERS
    assert Difference(Kind.COMPUTED, "credit", "received", 0, 2) in found
    assert Difference(Kind.GROUPS, None, "received", 7, 5) in found
    assert {each.group for each in found} == {None, "credit"}


def test_a_report_without_rows_by_group_is_compared_by_its_total() -> None:
    assert told(report(resolved=4))[1] == (Difference(Kind.COMPUTED, None, "resolved", 4, 5),)


def test_a_department_has_no_rows_by_group_to_compare() -> None:
    assert told(report(groups=[LAND]), (department(),)) == (Status.AGREES, ())


def test_a_report_whose_parts_are_more_than_it_received_says_so() -> None:
    found = told(report(received=5))[1]
    assert found == (
        Difference(Kind.COMPUTED, None, "received", 5, 7),
        Difference(Kind.PARTS, None, "received", 5, 6),
    )
    assert "ít hơn" in difference_words(found[1])


def test_a_report_without_figures_and_one_not_filed_are_said_as_such() -> None:
    filed = reported("2024-07-03 16:00")
    assert told(filed) == (Status.WITHOUT_FIGURES, ())
    late = reconciled((department(),), None, None, report_owed=True)
    early = reconciled((department(note="Dừng tổ chức"),), None, None, report_owed=False)
    assert (late.status, status_words(late)) == (Status.NOT_FILED, "Chưa báo cáo")
    assert (early.status, status_words(early)) == (
        Status.NOT_OWED, "Không phải báo cáo (đã dừng tổ chức)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "cancelled", "expected"),
    [("2024-06-09", False, True), ("2024-06-10", False, False), ("2024-06-09", True, False)],
)
def test_a_report_is_owed_once_the_start_day_is_past_unless_it_was_cancelled(
    starts: str, cancelled: bool, expected: bool
) -> None:
    assert owed(day(starts), cancelled, day("2024-06-10")) is expected


def test_of_several_reports_the_last_by_then_gives_the_content_corrections_included() -> None:
    first, second = report(), any_act("ResultReportFiled", "2024-07-08 09:00", conference_id="hn-1")
    acts = effective([first, second, corrected(first, figures={**TOTAL, "received": 9})])
    found = last_report(acts, at("2024-07-05"))
    assert found is not None
    assert (found.event_id, found.data["figures"]["received"]) == (first.event_id, 9)
    assert last_report(acts, at("2024-07-09")) == second
    assert last_report(acts, at("2024-07-01")) is None
