"""Units end while something is open: it passes to the heir; of a split what is decided passes on (R6).

The mergers of 1/3/2025 and the end of the districts on 1/7/2025 are the registry's, a new department is not.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders.envelopes import encoded, envelope, petition, scheduling
from tests.journeys.conftest import Up
from tests.journeys.facts import said

MERGED, HEIR = "so-giao-thong-van-tai", "so-xay-dung"
DISTRICT, ONE, OTHER = "dist-hong-bang", "phuong-hong-bang", "phuong-hong-an"
NEW = "so-chuyen-doi-so"
NOW = "2025-07-02T09:00:00+07:00"
DOCUMENT = {"number": "12/QĐ-UBND", "date": "2025-07-01"}


def lines(*events: dict[str, Any]) -> str:
    return "\n".join(encoded(event).decode() for event in events)


def told() -> str:
    """A conference of 2024 and one of 2025 of the merged department, and a district's days before its end."""
    scheduled = "2024-01-05T08:00:00+07:00"
    held = "2025-06-26T08:00:00+07:00"
    return lines(
        scheduling(MERGED, "hn-2024", "2024-06-10T08:00:00+07:00", scheduled),
        petition(MERGED, "kn-2024", "hn-2024", "2024-06-10T09:00:00+07:00"),
        scheduling(MERGED, "hn-2025", "2025-02-26T08:00:00+07:00", "2025-01-06T08:00:00+07:00"),
        petition(MERGED, "kn-2025", "hn-2025", "2025-02-26T09:00:00+07:00"),
        scheduling(DISTRICT, "hn-quan", held, "2025-06-02T08:00:00+07:00"),
        petition(DISTRICT, "kn-land", "hn-quan", "2025-06-26T09:00:00+07:00", group="land"),
        petition(DISTRICT, "kn-credit", "hn-quan", "2025-06-26T09:00:00+07:00", group="credit"),
    )


def holder(platform: Up, petition_id: str, **query: str) -> str:
    return platform.get(f"/api/deadlines/petition_answer:{petition_id}", **query)["unit_id"]


def changed(platform: Up, data: dict[str, Any]) -> None:
    done = platform.run("unit", "apply", "-", given=json.dumps(data))
    assert done.code == 0, done.err
    assert platform.said("drain")["drained"]


def accepted(platform: Up, *events: dict[str, Any]) -> None:
    assert platform.said("publish", "-", given=lines(*events))["counts"] == {"accepted": len(events)}
    assert platform.said("drain")["drained"]


def the_merged_departments_work_passes_on(platform: Up) -> Any:
    """A merger: from the day after the end on, what was overdue already too; before, it was the old unit's.

    Returns the quarter of 2024 as it was said (R29).
    """
    assert (holder(platform, "kn-2024"), holder(platform, "kn-2025")) == (HEIR, HEIR)
    assert holder(platform, "kn-2025", as_of="2025-02-28T23:00:00+07:00") == MERGED
    passed = [
        (fact["data"]["unit_id"], fact["time"])
        for fact in said(platform, "deadlines", "DeadlineSet")
        if fact["data"]["deadline_id"] == "petition_answer:kn-2025"
    ]
    assert [unit for unit, _ in passed] == [MERGED, HEIR]
    assert passed[1][1] == "2025-03-01T00:00:00+07:00"
    listed = {item["petition_id"] for item in platform.get("/api/petitions", unit_id=HEIR)["items"]}
    assert listed == {"kn-2024", "kn-2025"}
    year = platform.get("/api/reports/quarters/2024-Q2")
    assert {row["unit_name"] for row in year["sections"][0]["rows"]} == {"Sở Giao thông vận tải"}
    return year


def the_split_districts_work_waits_and_is_decided(platform: Up) -> None:
    """A split: nobody's but the district's, and listed, until it is decided: by group, and all the rest."""
    assert {holder(platform, "kn-land"), holder(platform, "kn-credit")} == {DISTRICT}
    waiting = {item["deadline_id"] for item in platform.said("unit", "undecided")["items"]}
    assert {"petition_answer:kn-land", "petition_answer:kn-credit", "result_report:hn-quan"} <= waiting
    changed(platform, {
        "unit_id": DISTRICT, "document": DOCUMENT,
        "inherits": [{"to": OTHER, "groups": ["land"]}, {"to": ONE}],
    })  # fmt: skip
    assert (holder(platform, "kn-land"), holder(platform, "kn-credit")) == (OTHER, ONE)
    left = {item["unit_id"] for item in platform.said("unit", "undecided")["items"]}
    # The other districts' years (R4) are as undecided as before.
    assert DISTRICT not in left
    assert "dist-le-chan" in left


def new_units_act_on_topics_of_their_own(platform: Up) -> None:
    """The ward answers on its own; a department that no release knows schedules a conference."""
    assert platform.said("agency", "add", ONE)["made"] != []
    answer = {"petition_id": "kn-credit", "mode": "written", "fully_resolved": True}
    accepted(platform, envelope("PetitionAnswered", ONE, answer, "2025-07-02T08:30:00+07:00"))
    met = platform.get("/api/deadlines/petition_answer:kn-credit")
    assert (met["state"], met["unit_id"]) == ("met", ONE)
    assert platform.run("agency", "add", NEW).code == 2
    unit = {"name": "Sở Chuyển đổi số", "kind": "department", "section": "I", "valid_from": "2025-07-01"}
    changed(platform, {"unit_id": NEW, "document": DOCUMENT, "unit": unit})
    assert len(platform.said("agency", "add", NEW)["made"]) == 3
    assert platform.said("token", "add", NEW)["unit_id"] == NEW
    accepted(platform, scheduling(NEW, "hn-moi", "2025-08-10T08:00:00+07:00", "2025-07-02T08:40:00+07:00"))
    assert platform.get("/api/notices/conferences/hn-moi")["unit_name"] == "Sở Chuyển đổi số"


@pytest.mark.timeout(300)
def test_what_is_open_passes_to_the_heir_and_a_split_waits_for_whoever_decides(up: Callable[..., Up]) -> None:
    platform = up(now=NOW)
    assert set(platform.said("publish", "-", given=told())["counts"]) == {"accepted"}
    assert platform.said("drain")["drained"]
    year = the_merged_departments_work_passes_on(platform)
    the_split_districts_work_waits_and_is_decided(platform)
    new_units_act_on_topics_of_their_own(platform)
    # R29: what was said of 2024 stays, and nothing was lost.
    asked = {"as_of": year["as_of"], "known_at": year["known_at"]}
    assert platform.get("/api/reports/quarters/2024-Q2", **asked) == year
    assert [law["law"] for law in platform.said("audit") if not law["holds"]] == []
