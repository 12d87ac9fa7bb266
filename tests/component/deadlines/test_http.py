"""Does GET /api/deadlines answer as the contract has it: lists, pages, explanations (R11, R15, R29)?"""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders.acts import (
    answered,
    at,
    cancelled,
    received,
    refused,
    scheduled,
    written_request,
)
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import NOW, MakeSide
from tests.component.deadlines.test_small_year import published
from tests.component.deadlines.test_ticker import written

START = "2024-04-17 14:00"
FIELDS = {
    "deadline_id", "kind", "rule", "unit_id", "conference_id", "petition_id", "due_on", "met_at",
    "working_days_late", "soft", "provisional",
}  # fmt: skip


@pytest.fixture
async def asked(make_side: MakeSide) -> DeadlinesSide:
    """A conference of 17/4/2024, before the Hùng Kings' day and the long holiday, with one petition."""
    side = await make_side(NOW)
    await side.tell(written([scheduled(START), received("2024-04-16 09:00")], "2024-04-16 10:00"))
    return side


async def listed(side: DeadlinesSide, **query: str) -> list[str]:
    body = (await side.get("/api/deadlines", **query)).json()
    assert body["total"] == len(body["items"])
    return [item["deadline_id"] for item in body["items"]]


async def one(side: DeadlinesSide, deadline_id: str, **query: str) -> dict[str, Any]:
    response = await side.get(f"/api/deadlines/{deadline_id}", **query)
    assert response.status_code == 200, response.text
    return response.json()


async def test_an_item_has_the_fields_of_the_contract(asked: DeadlinesSide) -> None:
    body = (await asked.get("/api/deadlines", kind="petition_answer")).json()
    (item,) = body["items"]
    assert set(item) >= FIELDS
    assert item["due_on"] == "2024-05-02"
    assert (item["met_at"], item["soft"], item["provisional"], item["rule"]) == (None, False, False, "R11")
    assert body["as_of"].endswith("+07:00")


async def test_the_moment_of_an_answer_is_rfc_3339_in_any_year(asked: DeadlinesSide) -> None:
    """Before 1906 Hải Phòng's clocks were 7 hours, 6 minutes and 30 seconds from UTC."""
    for path in ("", "/overdue-petitions"):
        body = (await asked.get(f"/api/deadlines{path}", as_of="1900-01-01T00:00:00Z")).json()
        assert body["as_of"] == "1900-01-01T07:00:00+07:00"


@pytest.mark.parametrize(
    "as_of, state",
    [
        ("2024-05-02T23:59:59+07:00", "open"),
        ("2024-05-02T17:00:00Z", "overdue"),
        ("2024-05-09T08:59:59+07:00", "overdue"),
        ("2024-05-09T09:00:00+07:00", "met"),
    ],
)
async def test_each_moment_finds_a_deadline_in_one_state_only(
    asked: DeadlinesSide, as_of: str, state: str
) -> None:
    """R11: overdue from 24:00 of the due day on, until it is met."""
    await asked.tell(written([answered("2024-05-09 09:00")], "2024-05-09 09:00"))
    found = {s: await listed(asked, state=s, kind="petition_answer", as_of=as_of) for s in STATES}
    assert [s for s, ids in found.items() if ids] == [state]
    assert await listed(asked, kind="petition_answer", as_of=as_of) == ["petition_answer:kn-1"]


STATES = ("open", "overdue", "met", "void")


async def test_a_refused_petition_owes_no_answer_any_more(asked: DeadlinesSide) -> None:
    await asked.tell(written([refused("2024-04-20 09:00")], "2024-04-20 09:00"))
    assert await listed(asked, state="void", kind="petition_answer") == ["petition_answer:kn-1"]
    assert await listed(asked, state="overdue", kind="petition_answer") == []


async def test_working_days_late_are_counted_to_the_answer_or_to_the_moment_asked(
    asked: DeadlinesSide,
) -> None:
    # Saturday 04/5/2024 was worked in exchange for 29/4, and counts.
    late = (await one(asked, "petition_answer:kn-1", as_of="2024-05-07T10:00:00+07:00"))["working_days_late"]
    await asked.tell(written([answered("2024-05-09 09:00")], "2024-05-09 09:00"))
    met = await one(asked, "petition_answer:kn-1")
    assert (late, met["working_days_late"], met["met_at"]) == (4, 6, "2024-05-09T09:00:00+07:00")


async def test_a_written_answer_is_listed_among_the_overdue_petitions(asked: DeadlinesSide) -> None:
    """R14."""
    acts = [answered("2024-04-17 15:00", mode="at_conference"), written_request("2024-04-17 16:00")]
    await asked.tell(written(acts, "2024-04-17 17:00"))
    body = (await asked.get("/api/deadlines/overdue-petitions")).json()
    assert [(item["kind"], item["due_on"]) for item in body["items"]] == [("written_answer", "2024-05-02")]


async def test_a_cancelled_conference_owes_no_report(asked: DeadlinesSide) -> None:
    """R17."""
    await asked.tell(written([cancelled("2024-04-17 08:00")], "2024-04-17 08:00"))
    assert await listed(asked, state="overdue", kind="result_report") == []
    assert await listed(asked, state="overdue", kind="petition_answer") == ["petition_answer:kn-1"]


async def test_pages_together_are_the_list_and_none_twice(side: DeadlinesSide) -> None:
    await published(side, seed=1, chunk=500)
    as_of = NOW.isoformat()
    whole = (await side.get("/api/deadlines", as_of=as_of, limit="1000")).json()
    pages, cursor = [], ""
    while True:
        body = (await side.get("/api/deadlines", as_of=as_of, limit="7", cursor=cursor)).json()
        pages += body["items"]
        assert body["total"] == whole["total"]
        cursor = body.get("next_cursor")
        if not cursor:
            break
    assert pages == whole["items"]
    assert [i["due_on"] for i in pages] == sorted(i["due_on"] for i in pages)
    assert len({i["deadline_id"] for i in pages}) == whole["total"] > 50


async def test_a_cursor_goes_on_with_the_list_and_the_moment_it_was_made_for_alone(
    asked: DeadlinesSide,
) -> None:
    first = (await asked.get("/api/deadlines", limit="1")).json()
    cursor, as_of = first["next_cursor"], first["as_of"]
    asked.clock.not_before(NOW + timedelta(days=1))
    for said in ({}, {"as_of": as_of}):
        second = (await asked.get("/api/deadlines", limit="1", cursor=cursor, **said)).json()
        assert (second["as_of"], second["total"]) == (as_of, first["total"])
    for other in (
        {"state": "open"}, {"kind": "petition_answer"}, {"unit_id": "so-xay-dung"}, {"known_at": as_of},
        {"as_of": "2024-05-02T12:00:00+07:00"},
    ):  # fmt: skip
        found = await asked.get("/api/deadlines", limit="1", cursor=cursor, **other)
        assert (found.status_code, found.json()["field"]) == (422, "cursor"), other


async def test_known_at_now_gives_what_the_spans_give(side: DeadlinesSide) -> None:
    """R29: the slow way and the quick way agree, whatever is asked."""
    await side.ticker.begin()
    await published(side, seed=2, chunk=50)
    await side.tick(NOW + timedelta(minutes=2))
    known_at = (NOW + timedelta(minutes=1)).isoformat()
    for query in (
        {"state": "overdue"}, {"state": "open"}, {"state": "met", "unit_id": "so-xay-dung"},
        {"kind": "minimum_conferences"}, {"as_of": "2024-07-15T12:00:00+07:00"}, {"state": "void"},
    ):  # fmt: skip
        query = {"as_of": NOW.isoformat(), "limit": "1000", **query}
        quick = (await side.get("/api/deadlines", **query)).json()
        slow = (await side.get("/api/deadlines", **query, known_at=known_at)).json()
        assert slow["items"] == quick["items"], query
        assert slow["total"] == quick["total"]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "late"}, {"kind": "petition"}, {"unit_id": "so-khong-co"}, {"as_of": "hôm qua"},
        {"as_of": "2024-05-02"}, {"known_at": "2099-01-01T00:00:00Z"}, {"cursor": "!"}, {"limit": "0"},
    ],
)  # fmt: skip
async def test_a_wrong_parameter_is_refused_by_its_name(side: DeadlinesSide, query: dict[str, str]) -> None:
    response = await side.get("/api/deadlines", **query)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["field"] == next(iter(query))


async def test_the_last_moments_of_a_petition_are_those_of_hai_phong(asked: DeadlinesSide) -> None:
    """An answer at 23:59 in Hải Phòng is in time though it is 16:59 in UTC."""
    await asked.tell(written([answered(at("2024-05-02 23:59"))], "2024-05-03 00:00"))
    assert (await one(asked, "petition_answer:kn-1"))["working_days_late"] == 0


async def test_as_of_a_year_that_has_not_begun_what_is_owed_of_it_is_owed(asked: DeadlinesSide) -> None:
    """R4, R29: the same as by what is known now, which is asked for once that year is there."""
    await asked.tick(asked.clock.now() + timedelta(seconds=1))
    known = (asked.clock.now() - timedelta(seconds=30)).isoformat()
    plans = {"kind": "annual_plan", "state": "overdue", "as_of": "2026-04-02T09:00:00+07:00"}
    now, then = [
        (await asked.get("/api/deadlines", **plans, **more)).json() for more in ({}, {"known_at": known})
    ]
    assert now["total"] == then["total"]
    assert now["items"] == then["items"]
    years = {item["deadline_id"].rpartition(":")[2] for item in now["items"]}
    assert years == {"2025", "2026"}
    (last,) = [item for item in now["items"] if item["deadline_id"] == "annual_plan:so-xay-dung:2026"]
    asked_alone = await one(asked, last["deadline_id"], as_of=plans["as_of"])
    assert {name: asked_alone[name] for name in FIELDS} == {name: last[name] for name in FIELDS}
