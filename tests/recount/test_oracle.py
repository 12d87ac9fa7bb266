"""Is the oracle independent, and do the random years ask enough of it?"""

import ast
from collections import Counter
from pathlib import Path

from tests.recount.oracle.instants import day_of, instant
from tests.recount.oracle.oracle import Oracle
from tests.recount.oracle.standing import RANK
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import random_year

ORACLE = Path(__file__).parent / "oracle"
PLAIN = {
    "ast",
    "collections",
    "dataclasses",
    "datetime",
    "functools",
    "json",
    "pathlib",
    "random",
    "re",
    "typing",
}
DATA = {"units.json", "working_days.json"}


def imported(path: Path) -> set[str]:
    """The modules that a file names in its imports."""
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    names: set[str] = set()
    for node in tree:
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


def test_the_oracle_and_its_years_share_nothing_with_the_product() -> None:
    files = [*ORACLE.glob("*.py"), *(ORACLE.parent / "years").glob("*.py")]
    assert len(files) > 12
    for path in files:
        foreign = {
            name
            for name in imported(path)
            if not name.startswith(("tests.recount.oracle", "tests.recount.years"))
            and name.partition(".")[0] not in PLAIN
        }
        assert foreign == set(), path
        assert "__import__" not in path.read_text("utf-8"), path


def test_the_oracle_reads_of_the_product_its_two_data_files_alone() -> None:
    read = {
        node.value
        for path in ORACLE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith((".json", ".py"))
    }
    assert read == DATA


def test_random_years_meet_every_verdict_and_bring_every_deadline_to_every_end() -> None:
    verdicts: Counter[str] = Counter()
    ends: Counter[tuple[str, str, bool]] = Counter()
    states: Counter[str] = Counter()
    for seed in range(60):
        oracle = Oracle(random_year(seed), PUBLISHED_AT)
        verdicts += oracle.counts()
        ends.update((one.kind, one.state, one.late) for one in oracle.deadlines(PUBLISHED_AT))
        for quarter in ("2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1"):
            for row in oracle.rows(quarter, PUBLISHED_AT):
                states.update(row.figures)
    assert set(verdicts) >= {
        "accepted", "duplicate", "malformed", "unknown_unit", "invalid_data", "in_the_future",
        "without_effect", "conflicting_duplicate", "not_allowed", "unknown_subject", "not_your_unit",
    }  # fmt: skip
    kinds = ("notice_portal", "notice_one_stop_desk", "petition_answer", "written_answer", "result_report")
    for kind in (*kinds, "conclusion_notice", "stop_or_postpone_report"):
        assert {end[1:] for end in ends if end[0] == kind} >= {
            ("met", False), ("met", True), ("overdue", False), ("void", False),
        }, kind  # fmt: skip
    assert all(states.values()), states


def test_random_years_have_ties_boundaries_corrections_and_heirs() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        oracle = Oracle(random_year(seed), PUBLISHED_AT)
        acts = [event for event in oracle.events if event.name in RANK]
        moments = Counter((event.data["petition_id"], event.time) for event in acts)
        sources = Counter((event.data["petition_id"], event.time, event.unit) for event in acts)
        seen["ties"] += sum(count > 1 for count in moments.values())
        seen["ties of two sources"] += sum(
            count > sources[*place, _one(sources, place)] for place, count in moments.items()
        )
        for event in oracle.events:
            seen["at 24:00"] += (event.time - instant("2024-01-01T00:00:00+07:00")) % (86_400 * 10**9) == 0
            seen["corrected corrections"] += bool(event.corrections) and event.name == "EventCorrected"
            seen[f"corrected {event.name}"] += bool(event.corrections)
            seen["after the merger"] += day_of(
                event.time
            ).isoformat() >= "2025-03-01" and event.unit.startswith("so-")
    wanted = ("ties", "ties of two sources", "at 24:00", "corrected corrections", "after the merger")
    assert all(seen[name] > 2 for name in wanted), seen
    corrected = ("PetitionReceived", "PetitionAnswered", "ConferenceScheduled", "ConferenceRescheduled")
    assert all(seen[f"corrected {name}"] > 2 for name in corrected), seen


def _one(sources: "Counter[tuple[str, int, str]]", place: tuple[str, int]) -> str:
    return next(unit for petition, time, unit in sources if (petition, time) == place)
