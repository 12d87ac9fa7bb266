"""A small year of four units, out of order and partly twice, comes out exactly, also after a rebuild."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.journeys.conftest import Up

CASE = Path(__file__).parents[1] / "cases" / "small-year"
EXPECTED = json.loads((CASE / "expected.json").read_text("utf-8"))
LINES = (CASE / "events.ndjson").read_text("utf-8").splitlines()
FIGURES = ("received", "resolved", "transferred", "awaiting_direction", "pending")


def rows(summary: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that count: all of section I, of section II those with something received."""
    return sorted(
        (section["section"], row["conference_id"], row["group"] or "", *(row[name] for name in FIGURES))
        for section in summary["sections"]
        for row in section["rows"]
        if section["section"] == "I" or row["received"]
    )


def wanted(case: dict[str, Any]) -> list[tuple[Any, ...]]:
    return sorted(
        (row["section"], row["conference_id"], row["group"] or "", *(row[name] for name in FIGURES))
        for row in case["rows"]
    )


def comes_out(platform: Up) -> None:
    """Every figure and every overdue petition as the case says."""
    for case in EXPECTED["quarters"]:
        summary = platform.get(f"/api/reports/quarters/{case['quarter']}", as_of=case["as_of"])
        assert rows(summary) == wanted(case), (case["quarter"], case["as_of"])
        for section in summary["sections"]:
            for row in section["rows"]:
                assert row["received"] == sum(row[name] for name in FIGURES[1:])
    for case in EXPECTED["overdue"]:
        found = platform.said("overdue", "--as-of", case["as_of"])["items"]
        names = ("petition_id", "kind", "due_on")
        assert sorted(tuple(item[name] for name in names) for item in found) == sorted(
            tuple(item[name] for name in names) for item in case["items"]
        ), case["as_of"]


def comes_as_a_workbook(platform: Up) -> None:
    """A conference's report in a file, of the figures that are printed."""
    book = platform.data_dir / "books" / "one.xlsx"
    told = platform.said("appendix", "hn-1-so-xay-dung-0", "-o", str(book))
    assert told["appendix"] == 1
    counted = [told["totals"][name] for name in ("received", "resolved", "transferred", "awaiting_direction")]
    form = load_workbook(book)["Phụ lục 1"]
    assert counted in [[cell.value for cell in row[1:5]] for row in form.iter_rows()]


def settles(platform: Up) -> None:
    assert platform.said("drain", "--timeout", "60")["drained"]
    laws = platform.said("audit")
    assert [law["law"] for law in laws if not law["holds"]] == []


@pytest.mark.timeout(300)
def test_the_small_year_is_answered_exactly_as_it_arrives_again_and_rebuilt(up: Callable[..., Up]) -> None:
    platform = up(now=EXPECTED["published_at"])
    said = platform.said("publish", str(CASE / "events.ndjson"))
    assert said["counts"] == {"accepted": 98, "duplicate": 4}
    settles(platform)
    comes_out(platform)
    comes_as_a_workbook(platform)
    summaries = {
        c["quarter"]: platform.get(f"/api/reports/quarters/{c['quarter']}") for c in EXPECTED["quarters"]
    }

    # Everything again, shuffled: nothing is counted twice, and no overdue event is written twice.
    shuffled = random.Random(85).sample(LINES, len(LINES))
    assert platform.said("publish", "-", given="\n".join(shuffled))["counts"] == {"duplicate": 102}
    settles(platform)
    comes_out(platform)

    assert platform.said("rebuild", "reporting")["same"]
    comes_out(platform)
    for quarter, before in summaries.items():
        asked = {"as_of": before["as_of"], "known_at": before["known_at"]}
        assert platform.get(f"/api/reports/quarters/{quarter}", **asked) == before
    assert platform.stop() == 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2])
def test_in_any_order_the_same_comes_out_and_no_overdue_event_is_refuted(
    up: Callable[..., Up], seed: int
) -> None:
    platform = up(now=EXPECTED["published_at"])
    chance = random.Random(seed)
    shuffled = chance.sample([*LINES, *chance.sample(LINES, 30)], len(LINES) + 30)
    counts = platform.said("publish", "-", given="\n".join(shuffled))["counts"]
    assert counts == {"accepted": 98, "duplicate": 34}
    settles(platform)
    comes_out(platform)
