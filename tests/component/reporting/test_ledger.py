"""What the ledger names of a year: plans missing, budgets, breaches, unlawful stops (R3–R9, R13, R26)."""

from typing import Any

from tests.builders.acts import (
    PETITION,
    UNIT,
    act,
    at,
    cancelled,
    escalated,
    held,
    posted,
    received,
    scheduled,
)
from tests.builders.reporting_side import ReportingSide
from tests.component.reporting.test_compliance import SECOND, ledger, line, planned, recorded


async def test_what_is_missing_after_31_march_is_named_and_the_budgets_are_summed_r4_r5(
    make_side: Any,
) -> None:
    side = await make_side(at("2025-07-01 09:00"))
    may, september = {"month": 5}, {"month": 9}
    first = planned("2025-03-03 08:00", 2025, conferences=[may], budget_vnd=40_000_000)
    latest = planned("2025-04-03 08:00", 2025, conferences=[may, september], budget_vnd=70_000_000)
    other = planned("2025-04-01 08:00", 2025, "dist-an-lao", budget_vnd=5_000_000)
    silent = planned("2025-01-05 08:00", 2025, "dist-an-duong")
    await side.tell(recorded(SECOND, first, latest, other, silent))
    found = await ledger(side, year="2025", as_of="2025-06-30T12:00:00+07:00")
    lines = {each["unit_id"]: each for each in found["items"]}
    assert [(lines[unit]["conferences_planned"], lines[unit]["budget_vnd"]) for unit in (
        UNIT, "dist-an-lao", "dist-an-duong", "dist-le-chan",
    )] == [(2, 70_000_000), (0, 5_000_000), (0, None), (0, None)]  # fmt: skip
    assert found["budget_vnd"] == 75_000_000
    owing = [each["unit_id"] for each in found["items"] if each["plan"] is not None]
    assert found["plans_missing"] == [u for u in owing if u not in (UNIT, "dist-an-lao", "dist-an-duong")]
    assert {"so-nong-nghiep-va-moi-truong", "dist-le-chan"} <= set(found["plans_missing"])
    assert "so-du-lich" not in owing
    in_march = await ledger(side, year="2025", as_of="2025-03-31T12:00:00+07:00")
    assert (in_march["plans_missing"], in_march["plans_to_urge"]) == ([], sorted_out(in_march))
    assert (await ledger(side, year="2025", as_of="2025-02-28T12:00:00+07:00"))["plans_to_urge"] == []


def sorted_out(found: dict[str, Any]) -> list[str]:
    """The units that owe a plan and have not sent it, in the order of the registry."""
    return [each["unit_id"] for each in found["items"] if each["plan"] == "open"]


async def test_breaches_that_are_no_lateness_are_shown_under_whoever_broke_the_rule_r3_r7_r9_r13(
    side: ReportingSide,
) -> None:
    helping = "cuc-thue-thanh-pho-hai-phong"
    await side.tell(
        [
            scheduled("2024-06-10 08:00", time="2024-05-02 08:00", format="business_coffee"),
            posted("2024-05-20 08:00", form_url="https://example.vn/phieu"),
            held("2024-06-10 12:00", 19),
            received("2024-06-03 09:00"),
            act("PetitionTransferred", "2024-06-11 09:00", petition_id=PETITION, to=helping),
            escalated("2024-06-12 09:00", "city_committee", by=helping),
            escalated("2024-06-13 09:00", "direct_superior"),
        ]
    )
    found = await ledger(side)
    said = [(each["rule"], each["kind"], each["unit_id"], each["petition_id"]) for each in found["breaches"]]
    assert said == [
        ("R3", "format", UNIT, None),
        ("R7", "notice_content", UNIT, None),
        ("R9", "participants", UNIT, None),
        ("R13", "escalation_target", helping, PETITION),
        ("R13", "escalation_target", UNIT, PETITION),
    ]
    assert all(each["text"] and each["conference_id"] == "hn-1" for each in found["breaches"])
    lines = {each["unit_id"]: each for each in found["items"]}
    assert lines[UNIT]["breaches"] == {"R3": 1, "R7": 1, "R9": 1, "R13": 1}
    assert lines[helping]["breaches"] == {"R3": 0, "R7": 0, "R9": 0, "R13": 1}
    before = await ledger(side, as_of="2024-06-12T08:00:00+07:00")
    assert [each["rule"] for each in before["breaches"]] == ["R3", "R7", "R9"]


async def test_a_stop_that_r8_does_not_allow_is_shown_apart(side: ReportingSide) -> None:
    """R26: the conference is there, and counts toward nothing."""
    await side.tell([scheduled("2024-06-10 08:00"), cancelled("2024-06-05 08:00", "other")])
    found = await line(side)
    assert (found["scheduled"], found["held"], found["lawfully_stopped"], found["stopped_otherwise"]) == (
        1, 0, 0, 1,
    )  # fmt: skip
    assert found["minimum_met"] is False
