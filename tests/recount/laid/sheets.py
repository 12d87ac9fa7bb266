"""Phụ lục 3, cell by cell: the rows in their order, their sections' totals and the sheet's (R24-R28)."""

from dataclasses import asdict
from typing import Any

from tests.recount.laid.asking import Answers, Ask
from tests.recount.oracle.oracle import Oracle
from tests.recount.oracle.rows import FIGURES, Row

QUARTERS = (
    "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1",
    "2026-Q2", "2026-Q4", "2027-Q1",
)  # fmt: skip
"""Those in which a random year's conferences lie, or may come to lie."""


def of_platform(ask: Ask, as_of: str) -> Answers:
    found: Answers = {}
    for quarter in QUARTERS:
        summary = ask(f"/api/reports/quarters/{quarter}", as_of)
        found["row", quarter, as_of, "totals"] = summary["totals"]
        for section in summary["sections"]:
            found["row", quarter, as_of, section["section"], "totals"] = section["totals"]
            for number, row in enumerate(section["rows"]):
                key = ("row", quarter, as_of, section["section"], row["conference_id"], row["group"] or "")
                found[key] = {"groups": None, **row, "place": number}
    return found


def of_oracle(oracle: Oracle, as_of: str) -> Answers:
    found: Answers = {}
    for quarter in QUARTERS:
        rows = oracle.rows(quarter, as_of)
        found["row", quarter, as_of, "totals"] = _sum(rows)
        for section in ("I", "II"):
            mine = [row for row in rows if row.section == section]
            found["row", quarter, as_of, section, "totals"] = _sum(mine)
            for number, row in enumerate(mine):
                key = ("row", quarter, as_of, section, row.conference_id, row.group or "")
                found[key] = _cells(row, number)
    return found


def _cells(row: Row, number: int) -> dict[str, Any]:
    cells = asdict(row)
    figures = cells.pop("figures")
    groups = row.groups if row.group is None else None
    return {**cells, **figures, "groups": groups, "note": row.note, "place": number}


def _sum(rows: list[Row]) -> dict[str, Any]:
    return {name: sum(row.figures[name] for row in rows) for name in FIGURES}
