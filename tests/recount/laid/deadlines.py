"""All that is said of each deadline: its day and how it was counted, how it stands, whose it is (R4-R18)."""

from collections.abc import Iterable
from typing import Any

from tests.recount.laid.asking import Answers, Ask, said, to_micros
from tests.recount.oracle.due import Deadline
from tests.recount.oracle.instants import day_of, instant
from tests.recount.oracle.oracle import Oracle
from tests.recount.oracle.working_days import VERSION

ALL, OVERDUE = "/api/deadlines", "/api/deadlines/overdue-petitions"


def of_platform(ask: Ask, as_of: str) -> Answers:
    return {
        **_numbered(ALL, as_of, ((_place(one), _item(one)) for one in ask.items(ALL, as_of, explain=True))),
        **_numbered(OVERDUE, as_of, ((_place(one), _short(one)) for one in ask.items(OVERDUE, as_of))),
    }


def of_oracle(oracle: Oracle, as_of: str) -> Answers:
    late, everything = oracle.overdue_petitions(as_of), oracle.deadlines(as_of)
    return {
        **_numbered(ALL, as_of, ((_name(one), _stands(oracle, one, as_of)) for one in everything)),
        **_numbered(OVERDUE, as_of, ((_name(one), {"due_on": str(one.due_on)}) for one in late)),
    }


def _numbered(path: str, as_of: str, found: Iterable[tuple[tuple[str, str], dict[str, Any]]]) -> Answers:
    """A conference owes a notice in each of its cycles: numbered in order of their due days."""
    answers: Answers = {}
    for place, item in sorted(found, key=lambda one: (one[0], one[1]["due_on"], str(one[1]))):
        number = 1
        while ("deadline", path, as_of, *place, str(number)) in answers:
            number += 1
        answers["deadline", path, as_of, *place, str(number)] = item
    return answers


def _place(item: dict[str, Any]) -> tuple[str, str]:
    """What is owed: a year by the unit valid on its date, whoever has inherited it by then (R6)."""
    owing = item["deadline_id"].split(":")[1]
    return item["kind"], item["petition_id"] or item["conference_id"] or f"{owing} {item['due_on'][:4]}"


def _name(one: Deadline) -> tuple[str, str]:
    return one.kind, one.subject


def _short(item: dict[str, Any]) -> dict[str, Any]:
    return {"due_on": item["due_on"]}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    # The texts for people are the platform's own.
    why = item["explanation"]
    return {
        **{name: item[name] for name in ("due_on", "state", "unit_id", "rule", "soft", "provisional")},
        "met_at": said(item["met_at"]),
        "void_reason": item["void_reason"],
        "working_days_late": item["working_days_late"],
        "counted_from": why["counted_from"],
        "working_days": why["working_days"],
        "calendar_version": why["calendar_version"],
        "days": [(one["date"], one["counted"]) for one in why["days"]],
        "doubtful": any(not one["confirmed"] for one in why["days"]),
    }


def _stands(oracle: Oracle, one: Deadline, as_of: str) -> dict[str, Any]:
    how = one.owed.reckoned
    return {
        "due_on": one.due_on.isoformat(),
        "state": one.state,
        "unit_id": oracle.at(as_of).holder(one),
        "rule": one.owed.rule,
        "soft": one.owed.soft,
        "provisional": how.provisional,
        "met_at": to_micros(one.met_at),
        "void_reason": one.void_reason,
        "working_days_late": _late(oracle, one, as_of),
        "counted_from": how.counted_from.isoformat(),
        "working_days": how.working_days,
        "calendar_version": VERSION,
        "days": [(day.isoformat(), counted) for day, counted in how.passed],
        "doubtful": how.provisional,
    }


def _late(oracle: Oracle, one: Deadline, as_of: str) -> int:
    """Until it was met, or until now if it is overdue."""
    if one.state == "void":
        return 0
    return oracle.late(one.due_on, day_of(instant(as_of) if one.met_at is None else one.met_at))
