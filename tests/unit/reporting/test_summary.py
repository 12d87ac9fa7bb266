"""The summary as values and as the contract's JSON (R24, R27)."""

import pytest

from services.reporting.domain.summary import ConferenceSummary
from tests.builders.summary_rows import AS_OF, KNOWN_AT, department, district, figures, quarter


def test_totals_are_the_sums_of_the_rows_by_section_and_over_all() -> None:
    one = figures(resolved=2, transferred=1, pending=1, overdue=1)
    two = figures(resolved=1, awaiting=3)
    summary = quarter((department(one), department(two)), district({"land": one}))
    assert summary.sections[0].totals == one + two
    assert summary.sections[1].totals == one
    assert summary.totals == one + two + one


def test_an_empty_quarter_adds_up_to_zeros() -> None:
    summary = quarter((), ())
    assert summary.to_json()["totals"] == dict.fromkeys(
        (
            "received",
            "resolved",
            "transferred",
            "awaiting_direction",
            "pending",
            "overdue",
            "refused",
            "withdrawn",
        ),
        0,
    )
    assert [section["rows"] for section in summary.to_json()["sections"]] == [[], []]


def test_the_json_has_exactly_the_names_of_the_contract() -> None:
    summary = quarter((department(note="Chưa diễn ra"),), district({"land": figures(resolved=1)})).to_json()
    assert list(summary) == ["quarter", "as_of", "known_at", "sections", "totals"]
    assert summary["as_of"] == "2024-07-15T12:00:00+07:00"
    row = {
        "section", "unit_id", "unit_name", "conference_id", "theme", "starts_on", "group", "received",
        "resolved", "transferred", "awaiting_direction", "pending", "overdue", "refused", "withdrawn", "note",
    }  # fmt: skip
    first, second = (section["rows"] for section in summary["sections"])
    assert set(first[0]) == row | {"groups"}
    assert first[0]["group"] is None
    assert first[0]["groups"] == ["policy", "procedure"]
    assert all(set(each) == row for each in second)
    assert [each["received"] for each in second] == [0, 0, 0, 0, 0, 1, 0]


def test_a_report_of_two_conferences_is_refused() -> None:
    rows = (*district({}), *district({}, conference_id="hn-an-lao-2024-2"))
    with pytest.raises(ValueError, match="of one conference"):
        ConferenceSummary(AS_OF, KNOWN_AT, rows)
