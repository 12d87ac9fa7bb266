"""Days are exchanged after deadlines were set: what is open moves, once, and nothing met is made late.

The two announcements are real (12/4/2024, 25/12/2025); each is applied late, when some was called overdue.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders.calendars import EXCHANGED_2024, EXCHANGED_2026, announced
from tests.builders.envelopes import encoded, envelope, petition, scheduling
from tests.journeys.conftest import Up
from tests.journeys.facts import said

UNIT = "so-xay-dung"


@dataclass(frozen=True)
class Case:
    """An announcement, and what hangs on it."""

    year: int
    exchanged: tuple[str, ...]
    announced_before: str
    announced_on: str
    now: str
    quarter: str
    past: str
    """The start of a conference after which the exchange lies: its answers are due later."""
    coming: str
    """The start of one before which it lies: its notices are due earlier."""
    posted_on: str
    """In time for the notice as long as nothing was exchanged, and late by the new calendar."""
    moved: tuple[str, str]
    """The answer's due day, before and after."""


CASES = [
    Case(2024, EXCHANGED_2024, "2023-11-22", "2024-04-12", "2024-04-30T08:00:00+07:00", "2024-Q2",
         "2024-04-17", "2024-05-04", "2024-04-23", ("2024-04-29", "2024-05-02")),
    Case(2026, EXCHANGED_2026, "2025-11-20", "2025-12-25", "2026-01-06T08:00:00+07:00", "2025-Q4",
         "2025-12-24", "2026-01-09", "2025-12-30", ("2026-01-05", "2026-01-06")),
]  # fmt: skip


def told(case: Case) -> str:
    """Two conferences, petitions left open and answered on the last day, notices posted on the last day."""
    before = f"{case.announced_before}T08:00:00+07:00"
    answer = {"petition_id": "kn-met", "mode": "written", "fully_resolved": True}
    notice = {
        "conference_id": "hn-coming",
        "registration_instructions": "Tại trụ sở",
        "form_url": "https://example.invalid/mau",
    }
    events = [
        scheduling(UNIT, "hn-past", f"{case.past}T14:00:00+07:00", before),
        scheduling(UNIT, "hn-coming", f"{case.coming}T08:00:00+07:00", before),
        petition(UNIT, "kn-open", "hn-past", f"{case.past}T15:00:00+07:00"),
        petition(UNIT, "kn-met", "hn-past", f"{case.past}T15:00:00+07:00"),
        envelope("PetitionAnswered", UNIT, answer, f"{case.moved[0]}T16:00:00+07:00"),
        *(
            envelope("NoticePosted", UNIT, notice | {"channel": channel}, f"{case.posted_on}T16:00:00+07:00")
            for channel in ("portal", "one_stop_desk")
        ),
    ]
    return "\n".join(encoded(event).decode() for event in events)


def late(platform: Up) -> set[str]:
    """The deadlines that were met, and too late."""
    items = platform.get("/api/deadlines", state="met", limit=1000)["items"]
    return {item["deadline_id"] for item in items if item["working_days_late"]}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", CASES, ids=[str(case.year) for case in CASES])
def test_an_announced_exchange_moves_what_is_open_once_and_makes_nothing_met_late(
    up: Callable[..., Up], tmp_path: Path, case: Case
) -> None:
    first, second = tmp_path / "before.json", tmp_path / "exchange.json"
    first.write_text(json.dumps(announced(case.year, 2, case.announced_before, case.exchanged)), "utf-8")
    second.write_text(json.dumps(announced(case.year, 3, case.announced_on)), "utf-8")
    platform = up(now=case.now)
    assert not platform.said("calendar", "apply", str(first))["already_applied"]
    assert set(platform.said("publish", "-", given=told(case))["counts"]) == {"accepted"}
    assert platform.said("drain")["drained"]
    by_then = platform.get(f"/api/reports/quarters/{case.quarter}")
    accused = {
        fact["data"]["deadline_id"]
        for fact in said(platform, "deadlines", "ResponseOverdue", "ObligationOverdue")
    }
    assert {"petition_answer:kn-open", "result_report:hn-past"} <= accused

    open_ = {"petition_answer:kn-open", "result_report:hn-past", "conclusion_notice:hn-past"}
    preview = platform.said("calendar", "preview", str(second))
    moves = {move["deadline_id"]: (move["from"], move["to"]) for move in preview["moves"]}
    assert moves == dict.fromkeys(open_, case.moved)
    assert (*preview["days"]["newly_off"], *preview["days"]["newly_worked"]) == case.exchanged
    assert said(platform, "deadlines", "DeadlineMoved") == []
    assert late(platform) == set()

    assert not platform.said("calendar", "apply", str(second))["already_applied"]
    assert platform.said("drain")["drained"]
    moved = said(platform, "deadlines", "DeadlineMoved")
    assert sorted(fact["data"]["deadline_id"] for fact in moved) == sorted(open_)
    assert {(fact["data"]["from"], fact["data"]["due_on"]) for fact in moved} == {case.moved}
    assert {(fact["data"]["reason"], fact["time"]) for fact in moved} == {
        ("calendar_applied", f"{case.announced_on}T00:00:00+07:00")
    }
    assert late(platform) == set()
    cleared = {fact["data"]["deadline_id"] for fact in said(platform, "deadlines", "OverdueRetracted")}
    assert cleared == {"petition_answer:kn-open", "result_report:hn-past"}

    # R29: what was known then stays; by what is known now the figure is another.
    asked = {"as_of": by_then["as_of"], "known_at": by_then["known_at"]}
    assert platform.get(f"/api/reports/quarters/{case.quarter}", **asked) == by_then
    now = platform.get(f"/api/reports/quarters/{case.quarter}", as_of=by_then["as_of"])
    assert (by_then["totals"]["overdue"], now["totals"]["overdue"]) == (1, 0)
    assert platform.said("calendar", "apply", str(second))["already_applied"]
    assert [fact["data"]["version"] for fact in said(platform, "deadlines", "CalendarApplied")] == [2, 3]
    assert [law["law"] for law in platform.said("audit") if not law["holds"]] == []
