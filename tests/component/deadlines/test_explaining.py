"""Does a deadline explain itself: each day counted, each skipped, each move (R4, R7, R8, R11–R18)?"""

from datetime import timedelta
from typing import Any

import pytest

from services.deadlines.handlers import apply_calendar
from shared.events.deadlines import DeadlineKind
from tests.builders.acts import (
    act,
    answered,
    at,
    coordination,
    corrected,
    received,
    rescheduled,
    scheduled,
    written_request,
)
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import NOW
from tests.component.deadlines.test_http import START, one
from tests.component.deadlines.test_new_calendar import april as before_the_exchange
from tests.component.deadlines.test_new_calendar import calendar
from tests.component.deadlines.test_ticker import written

__all__ = ["before_the_exchange"]


@pytest.fixture
async def april(side: DeadlinesSide) -> DeadlinesSide:
    """A conference of 17/4/2024, before the Hùng Kings' day and the long holiday, with one petition."""
    await side.tell(written([scheduled(START), received("2024-04-16 09:00")], "2024-04-16 10:00"))
    return side


async def test_a_deadline_explains_each_day_it_counted_and_each_it_skipped(april: DeadlinesSide) -> None:
    found = (await one(april, "petition_answer:kn-1"))["explanation"]
    assert (found["counted_from"], found["due_on"], found["calendar_version"]) == (
        "2024-04-17",
        "2024-05-02",
        1,
    )
    counted = [day["ordinal"] for day in found["days"] if day["counted"]]
    skipped = {day["date"]: day["reason"] for day in found["days"] if not day["counted"]}
    assert counted == [1, 2, 3, 4, 5, 6, 7]
    assert "Giỗ Tổ Hùng Vương" in skipped["2024-04-18"]
    assert "18/4 Giỗ Tổ Hùng Vương" in found["sentence"]


async def test_a_petition_that_was_first_said_to_be_of_a_conference_nobody_knows_is_explained(
    april: DeadlinesSide,
) -> None:
    reception = act(
        "PetitionReceived", "2024-04-16 09:00", petition_id="kn-2", conference_id="hn-9", group="land"
    )
    told = [reception, corrected(reception, conference_id="hn-1")]
    await april.tell(written(told, "2024-04-16 11:00"))
    assert (await one(april, "petition_answer:kn-2"))["explanation"]["due_on"] == "2024-05-02"


async def test_a_deadline_tells_its_moves(april: DeadlinesSide) -> None:
    """R12, R15."""
    await april.tell(written([coordination("2024-04-22 09:00")], "2024-04-22 09:00"))
    await april.tell(written([rescheduled("2024-04-24 09:00", "2024-05-20 14:00")], "2024-04-24 09:00"))
    moves = (await one(april, "petition_answer:kn-1"))["moves"]
    assert [(m["from"], m["due_on"], m["rule"], m["reason"]) for m in moves] == [
        (None, "2024-05-02", "R11", None),
        ("2024-05-02", "2024-05-10", "R12", "extended"),
        ("2024-05-10", "2024-06-07", "R12", "rescheduled"),
    ]
    assert [m["at"] for m in moves][1:] == ["2024-04-22T09:00:00+07:00", "2024-04-24T09:00:00+07:00"]
    then = await one(april, "petition_answer:kn-1", as_of="2024-04-23T00:00:00+07:00")
    assert (then["due_on"], len(then["moves"])) == ("2024-05-10", 2)


@pytest.mark.parametrize(
    "deadline_id",
    [
        "petition_answer:kn-0", "kn-1", "petition_answer:", "petition_answer:KN-1", "%00", "a%00b:c", "a%2Fb",
        "%F0%9F%92%A5:x", "%C3%28", "'; DROP TABLE deadlines; --", "petition_answer:kn-1:9999999999",
        "x" * 5000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("query", [{}, {"known_at": NOW.isoformat()}])
async def test_an_unknown_deadline_is_not_found(
    april: DeadlinesSide, deadline_id: str, query: dict[str, str]
) -> None:
    await april.tick(NOW + timedelta(seconds=1))
    response = await april.get(f"/api/deadlines/{deadline_id}", **query)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


EXPLAINED = [
    # deadline, counted from, due, working days, what its sentence names
    ("petition_answer:kn-1", "2024-04-18", "2024-05-02", 7, "29/4 nghỉ hoán đổi, 30/4, 01/5"),
    ("written_answer:kn-1", "2024-04-22", "2024-05-04", 7, "có tính 04/5"),
    ("result_report:hn-1", "2024-04-17", "2024-05-02", 7, "18/4 Giỗ Tổ Hùng Vương"),
    ("conclusion_notice:hn-1", "2024-04-17", "2024-05-02", 7, "18/4 Giỗ Tổ Hùng Vương"),
    ("notice_portal:hn-1:1", "2024-04-17", "2024-04-08", -7, "không có ngày nghỉ lễ xen giữa"),
    ("notice_one_stop_desk:hn-1:1", "2024-04-17", "2024-04-08", -7, "không có ngày nghỉ lễ xen giữa"),
    ("stop_or_postpone_report:hn-1:1", "2024-04-17", "2024-04-16", -1, "hạn 16/4/2024"),
    ("annual_plan:so-xay-dung:2025", "2025-01-01", "2025-03-31", 0, "ngày cố định"),
    ("minimum_conferences:so-xay-dung:2024", "2024-01-01", "2024-12-31", 0, "ngày cố định"),
]


async def test_every_kind_of_deadline_explains_itself(side: DeadlinesSide) -> None:
    """R4, R7, R8, R11, R14, R15, R17, R18."""
    await side.ticker.begin()
    acts = [scheduled(START), received("2024-04-18 09:00"), written_request("2024-04-22 09:00")]
    await side.tell(written(acts, "2024-04-22 10:00"))
    found: dict[str, dict[str, Any]] = {
        item["deadline_id"]: item["explanation"]
        for item in (await side.get("/api/deadlines", explain="1", limit="1000")).json()["items"]
    }
    for deadline_id, counted_from, due_on, working_days, named in EXPLAINED:
        said = (await one(side, deadline_id))["explanation"]
        assert (said["counted_from"], said["due_on"]) == (counted_from, due_on), deadline_id
        assert (said["working_days"], said["calendar_version"]) == (working_days, 1), deadline_id
        assert [d["ordinal"] for d in said["days"] if d["counted"]] == list(range(1, abs(working_days) + 1))
        assert all(d["reason"] for d in said["days"]), deadline_id
        assert not said["days"] or said["days"][-1]["date"] == due_on
        assert named in said["sentence"], deadline_id
        assert said["counted_from_is"]
        assert found[deadline_id] == said
    assert {deadline_id.partition(":")[0] for deadline_id, *_ in EXPLAINED} == set(DeadlineKind)


async def test_the_overdue_are_explained_if_one_asks(april: DeadlinesSide) -> None:
    plain = (await april.get("/api/deadlines/overdue-petitions")).json()["items"]
    told = (await april.get("/api/deadlines/overdue-petitions", explain="true")).json()["items"]
    assert [item.pop("explanation")["due_on"] for item in told] == ["2024-05-02"]
    assert [move["due_on"] for move in told[0].pop("moves")] == ["2024-05-02"]
    assert told == plain


async def test_what_was_met_before_a_new_calendar_is_explained_by_the_one_it_was_counted_by(
    before_the_exchange: DeadlinesSide,
) -> None:
    """29/4/2024 was worked, until it was exchanged for a Saturday."""
    side = before_the_exchange
    await side.tell(written([answered("2024-04-18 09:00")], "2024-04-18 09:00"))
    side.clock.not_before(at("2024-04-19 10:00"))
    await apply_calendar.apply(side.bench, calendar(3))
    await side.fold()
    listed = (await side.get("/api/deadlines", kind="petition_answer", explain="true")).json()["items"]
    for found in (listed[0], await one(side, "petition_answer:kn-1")):
        days = [day["date"] for day in found["explanation"]["days"] if day["counted"]]
        assert (found["explanation"]["calendar_version"], len(days), days[-1]) == (2, 7, "2024-04-29")
