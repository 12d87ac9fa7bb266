"""What the platform answers and what the oracle says, in one form, so that they can be laid side by side."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.recount.oracle.due import Deadline
from tests.recount.oracle.instants import day_of, instant, micros
from tests.recount.oracle.oracle import Oracle
from tests.recount.oracle.rows import FIGURES, Row

Get = Callable[..., Any]
Answers = dict[tuple[str, ...], Any]
QUARTERS = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2")


def compared(
    oracle: Oracle, get: Get, moments: Iterable[str], *, deadlines: bool = True
) -> tuple[int, list[str]]:
    """How many rows (and deadlines) were laid side by side, and where they differ."""
    theirs: Answers = {}
    ours: Answers = {}
    for as_of in moments:
        for quarter in QUARTERS:
            theirs |= rows_of_platform(get, quarter, as_of)
            ours |= rows_of_oracle(oracle, quarter, as_of)
        if deadlines:
            for path, wanted in (
                ("/api/deadlines", oracle.deadlines(as_of)),
                ("/api/deadlines/overdue-petitions", oracle.overdue_petitions(as_of)),
            ):
                theirs |= deadlines_of_platform(get, path, as_of)
                ours |= deadlines_of_oracle(oracle, path, as_of, wanted)
    return len(ours), differences(theirs, ours)


def rows_of_platform(get: Get, quarter: str, as_of: str) -> Answers:
    """Each row; the totals as one more (R27), which must be the sums of the rows."""
    summary = get(f"/api/reports/quarters/{quarter}", as_of=as_of)
    found: Answers = {("row", quarter, as_of, "totals"): {name: summary["totals"][name] for name in FIGURES}}
    for section in summary["sections"]:
        for row in section["rows"]:
            key = ("row", quarter, as_of, section["section"], row["conference_id"], row["group"] or "")
            found[key] = {
                **{name: row[name] for name in FIGURES},
                "unit_id": row["unit_id"],
                "starts_on": row["starts_on"],
                "groups": row["groups"] if section["section"] == "I" else [],
                "note": row["note"] or "",
            }
    return found


def rows_of_oracle(oracle: Oracle, quarter: str, as_of: str) -> Answers:
    rows = oracle.rows(quarter, as_of)
    found: Answers = {
        ("row", quarter, as_of, row.section, row.conference_id, row.group or ""): _row(row) for row in rows
    }
    found["row", quarter, as_of, "totals"] = {
        name: sum(row.figures[name] for row in rows) for name in FIGURES
    }
    return found


def _row(row: Row) -> dict[str, Any]:
    return {
        **row.figures,
        "unit_id": row.unit_id,
        "starts_on": row.starts_on,
        "groups": row.groups,
        "note": row.note,
    }


def deadlines_of_platform(get: Get, path: str, as_of: str) -> Answers:
    """All pages."""
    return _numbered(
        (("deadline", path, as_of, *_place(item)), _item(item)) for item in _items(get, path, as_of)
    )


def _numbered(said: Iterable[tuple[tuple[str, ...], dict[str, Any]]]) -> Answers:
    """A conference owes a notice in each of its cycles: numbered in order of their due days."""
    found: Answers = {}
    for place, item in sorted(said, key=lambda one: (one[0], one[1]["due_on"], str(one[1]))):
        number = 1
        while (*place, str(number)) in found:
            number += 1
        found[*place, str(number)] = item
    return found


def _items(get: Get, path: str, as_of: str) -> Iterator[dict[str, Any]]:
    asked: dict[str, Any] = {"as_of": as_of, "limit": 1_000}
    while True:
        page = get(path, **asked)
        yield from page["items"]
        if not page.get("next_cursor"):
            return
        asked["cursor"] = page["next_cursor"]


def _place(item: dict[str, Any]) -> tuple[str, str]:
    """What is owed: a year by the unit valid on its date, whoever has inherited it by then (R6)."""
    owing = item["deadline_id"].split(":")[1]
    subject = item["petition_id"] or item["conference_id"] or f"{owing} {item['due_on'][:4]}"
    return item["kind"], subject


def _item(item: dict[str, Any]) -> dict[str, Any]:
    met_at = item["met_at"] and instant(item["met_at"])
    return {
        "due_on": item["due_on"],
        "state": item["state"],
        "met_at": met_at and micros(met_at),
        "working_days_late": item["working_days_late"],
    }


def deadlines_of_oracle(oracle: Oracle, path: str, as_of: str, deadlines: list[Deadline]) -> Answers:
    return _numbered(
        (
            ("deadline", path, as_of, one.kind, one.subject),
            {
                "due_on": one.due_on.isoformat(),
                "state": one.state,
                "met_at": None if one.met_at is None else micros(one.met_at),
                "working_days_late": _late(oracle, one, as_of),
            },
        )
        for one in deadlines
    )


def _late(oracle: Oracle, one: Deadline, as_of: str) -> int:
    if one.state == "void":
        return 0
    return oracle.late(one.due_on, day_of(instant(as_of) if one.met_at is None else one.met_at))


def differences(platform: Answers, oracle: Answers) -> list[str]:
    """One line a place at which they differ, what the oracle says first."""
    found: list[str] = []
    for place in sorted({*platform, *oracle}):
        theirs, ours = platform.get(place), oracle.get(place)
        if theirs is None or ours is None:
            found.append(
                f"{' '.join(place)}: the oracle says {ours or 'nothing'}, the platform {theirs or 'nothing'}"
            )
            continue
        apart = [
            f"{name} {ours[name]} by the oracle, {theirs[name]} by the platform"
            for name in ours
            if not (_said(ours[name], theirs[name]) if name == "note" else ours[name] == theirs[name])
        ]
        if apart:
            found.append(f"{' '.join(place)}: {'; '.join(apart)}")
    return found


def _said(words: list[str], note: str) -> bool:
    """The note says what it must, and none of the rules' other words."""
    others = ("Dừng tổ chức", "Chưa diễn ra", "Chưa xác nhận đã tổ chức", "đang giải quyết", "quá hạn")
    return all(one in note for one in words) and not any(
        one in note and not any(one in word for word in words) for one in others
    )
