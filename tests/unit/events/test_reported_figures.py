"""A result report may carry what the unit counted (R17, R24); what is no figure is refused by name."""

from typing import Any

import pytest

from shared.events.notices import ResultReportFiled
from shared.events.public import plain, public
from shared.events.validate import InvalidData, from_values

TOTAL = {"received": 3, "resolved": 2, "transferred": 0, "awaiting_direction": 1}
LAND = {"group": "land", "received": 3, "resolved": 2, "transferred": 0, "awaiting_direction": 1}


def report(figures: Any) -> dict[str, Any]:
    return {"conference_id": "hn-1", "figures": figures}


@pytest.mark.parametrize("figures", [TOTAL, {**TOTAL, "groups": [LAND]}, {**TOTAL, "groups": []}])
def test_what_a_unit_counted_is_kept_as_it_said_it_in_the_fact_too(figures: dict[str, Any]) -> None:
    kept = plain(from_values(ResultReportFiled, report(figures)))
    assert public(kept) == report(figures)


def test_figures_may_be_left_out_and_what_else_is_said_is_ignored() -> None:
    assert plain(from_values(ResultReportFiled, {"conference_id": "hn-1"})) == {"conference_id": "hn-1"}
    said = {**TOTAL, "pending": 0, "groups": [{**LAND, "note": "x"}]}
    assert plain(from_values(ResultReportFiled, report(said)))["figures"] == {**TOTAL, "groups": [LAND]}


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({**TOTAL, "received": -1}, "figures.received"),
        ({**TOTAL, "received": "3"}, "figures.received"),
        ({**TOTAL, "received": 2.5}, "figures.received"),
        ({"received": 3}, "figures.resolved"),
        ({**TOTAL, "groups": [{**LAND, "group": "Đất đai"}]}, "figures.groups.0.group"),
        ({**TOTAL, "groups": [LAND, LAND]}, "figures.groups"),
        ([TOTAL], "figures"),
    ],
)
def test_what_is_no_figure_is_refused_by_name(figures: Any, field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        from_values(ResultReportFiled, report(figures))
    assert refused.value.field == field


def test_parts_that_are_more_than_the_whole_are_a_fact_to_be_reconciled_and_no_error() -> None:
    said = {**TOTAL, "received": 1}
    assert plain(from_values(ResultReportFiled, report(said)))["figures"] == said
