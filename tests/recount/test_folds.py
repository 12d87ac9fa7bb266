"""Random years through the product's pure folds, beside the oracle: no Kafka, no database, seconds."""

import json
from pathlib import Path

from tests.recount.answers import compared
from tests.recount.moments import moments
from tests.recount.oracle.oracle import Oracle
from tests.recount.pure import Folded
from tests.recount.receipts import unexpected
from tests.recount.taken_in import TakenIn
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import halves, random_year

CASE = Path(__file__).parents[1] / "cases" / "small-year"
TOGETHER = 20
"""So many years are one file, as the platform is told them: what a unit owes in all is counted once."""
FIGURES = ("received", "resolved", "transferred", "awaiting_direction", "pending")


def test_the_folds_say_of_random_years_what_the_rules_say(seeds: range) -> None:
    # Others than those the platform is told.
    compared_in_all, apart = 0, list[str]()
    first = 1_000_000 + seeds.start
    for start in range(first, first + len(seeds), TOGETHER):
        told = range(start, min(start + TOGETHER, first + len(seeds)))
        oracle = Oracle([line for seed in told for line in random_year(seed)], PUBLISHED_AT)
        count, found = compared(oracle, Folded(oracle.events).get, moments(oracle, start, 4))
        compared_in_all += count
        apart += found
    print(f"{len(seeds)} years: {compared_in_all} figures compared")
    assert compared_in_all > 1_000
    assert not apart, "\n".join([f"{len(apart)} of {compared_in_all} differ", *apart[:40]])


def test_each_line_of_random_years_is_taken_in_or_refused_as_the_rules_say(seeds: range) -> None:
    apart: list[str] = []
    for seed in range(2_000_000, 2_000_000 + 2 * len(seeds)):
        first, then = halves(seed)
        taken_in = TakenIn(PUBLISHED_AT)
        taken_in.take(first)
        taken_in.take(then)
        lines = first + then
        apart += unexpected(taken_in.outcomes(), lines, Oracle(lines, PUBLISHED_AT).verdicts)
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
