"""Random years through the product's pure folds, beside the oracle: no Kafka, no database, seconds."""

import json
from pathlib import Path

import pytest

from tests.recount.answers import compared
from tests.recount.moments import moments
from tests.recount.oracle.oracle import Oracle
from tests.recount.pure import Folded
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import random_year

CASE = Path(__file__).parents[1] / "cases" / "small-year"
FIGURES = ("received", "resolved", "transferred", "awaiting_direction", "pending")


@pytest.mark.parametrize("decade", range(6))
def test_the_folds_say_of_random_years_what_the_rules_say(decade: int, seeds: range) -> None:
    # Others than those the platform is told, and as many times as many.
    size = max(10, len(seeds))
    first = 1_000_000 + (seeds.start + decade) * size
    apart: list[str] = []
    for seed in range(first, first + size):
        oracle = Oracle(random_year(seed), PUBLISHED_AT)
        count, found = compared(oracle, Folded(oracle.events).get, moments(oracle, seed, 2))
        assert count > 50
        apart += [f"year {seed}: {one}" for one in found]
    assert not apart, "\n".join(apart)


def test_the_oracle_finds_the_figures_of_the_small_year() -> None:
    case = json.loads((CASE / "expected.json").read_text("utf-8"))
    oracle = Oracle((CASE / "events.ndjson").read_text("utf-8").splitlines(), case["published_at"])
    for asked in case["quarters"]:
        rows = oracle.rows(asked["quarter"], asked["as_of"])
        found = sorted(
            (row.section, row.conference_id, row.group or "", *(row.figures[name] for name in FIGURES))
            for row in rows
            if row.section == "I" or row.figures["received"]
        )
        assert found == sorted(
            (row["section"], row["conference_id"], row["group"] or "", *(row[name] for name in FIGURES))
            for row in asked["rows"]
        )
    for asked in case["overdue"]:
        found = sorted(
            (one.subject, one.kind, str(one.due_on)) for one in oracle.overdue_petitions(asked["as_of"])
        )
        assert found == sorted((one["petition_id"], one["kind"], one["due_on"]) for one in asked["items"])
