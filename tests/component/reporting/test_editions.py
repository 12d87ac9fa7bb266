"""A compiled summary is frozen; a later correction makes a new edition; two can be compared (R20, R29)."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from shared.dialogue.acts import Act
from tests.builders.acts import (
    answered,
    at,
    cancelled,
    corrected,
    held,
    received,
    rescheduled,
    scheduled,
)
from tests.builders.reporting_side import ReportingSide, rows_of

EDITIONS = "/api/reports/quarters/2024-Q2/editions"
AS_OF = "2024-06-30T12:00:00+07:00"
FIRST, SECOND = at("2025-01-10 08:00"), at("2025-01-20 08:00")


def recorded(moment: datetime, *acts: Act) -> list[Act]:
    return [replace(act, recorded_at=moment) for act in acts]


def first_told() -> list[Act]:
    return recorded(
        FIRST, scheduled("2024-06-10 08:00"), held("2024-06-10 12:00"), received("2024-06-03 09:00"),
        received("2024-06-04 09:00", "credit", petition="kn-2"),
    )  # fmt: skip


async def compiled(side: ReportingSide, key: str = "", **body: str) -> dict[str, Any]:
    found = await side.post(EDITIONS, {"as_of": AS_OF} | body, key)
    assert found.status_code == 201, found.text
    return found.json()


async def fetched(side: ReportingSide, number: int) -> dict[str, Any]:
    found = await side.get(f"{EDITIONS}/{number}")
    assert found.status_code == 200, found.text
    return found.json()


async def difference(side: ReportingSide, one: int = 1, other: int = 2) -> dict[str, Any]:
    found = await side.get(f"{EDITIONS}/{one}/diff/{other}")
    assert found.status_code == 200, found.text
    return found.json()


def by_petition(diff: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["petition_id"]: each for each in diff["petitions"]}


async def published(side: ReportingSide) -> list[dict[str, Any]]:
    rows = await side.rows(
        "SELECT topic, key, convert_from(value, 'UTF8') FROM outbox_records ORDER BY id, place"
    )
    assert {row[:2] for row in rows} <= {("doithoai.reports.v1", "quarter/2024-Q2")}
    return [json.loads(row[2]) for row in rows]


async def test_an_edition_says_what_the_summary_said_and_its_hash_can_be_computed_by_anyone(
    side: ReportingSide,
) -> None:
    await side.tell(first_told())
    summary = await side.summary("2024-Q2", as_of=AS_OF)
    told = await compiled(side)
    found = await fetched(side, 1)
    assert {name: found[name] for name in summary} == summary
    assert {name: found[name] for name in told} == told
    rows = json.dumps(rows_of(found), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(rows.encode()).hexdigest() == found["sha256"]


async def test_an_edition_stays_as_it_was_compiled_whatever_is_recorded_or_rebuilt(
    side: ReportingSide,
) -> None:
    await side.tell(first_told())
    await compiled(side)
    before = await fetched(side, 1)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    assert (await compiled(side))["edition"] == 2
    await side.rebuild()
    assert await fetched(side, 1) == before
    assert [each["edition"] for each in (await side.get(EDITIONS)).json()["items"]] == [1, 2]


async def test_a_retry_with_the_same_key_is_the_same_edition_and_one_fact(side: ReportingSide) -> None:
    await side.tell(first_told())
    first = await compiled(side, key="k-1")
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    assert await compiled(side, key="k-1") == first
    assert len(await published(side)) == 1
    other = await side.post(EDITIONS, {}, "k-1")
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    assert (await compiled(side, key="k-2"))["edition"] == 2


async def test_two_that_compile_at_once_with_one_key_make_one_edition_and_with_two_keys_two(
    side: ReportingSide,
) -> None:
    await side.tell(first_told())
    same = await asyncio.gather(*(compiled(side, key="k-1") for _ in range(3)))
    assert [each["edition"] for each in same] == [1, 1, 1]
    others = await asyncio.gather(*(compiled(side, key=f"other-{n}") for n in range(3)))
    assert sorted(each["edition"] for each in others) == [2, 3, 4]


async def test_each_edition_is_published_once_in_the_sequence_of_its_quarter(side: ReportingSide) -> None:
    await side.tell(first_told())
    told = [await compiled(side), await compiled(side)]
    facts = await published(side)
    assert [fact["sequence"] for fact in facts] == [1, 2]
    assert len({fact["id"] for fact in facts}) == 2
    for fact, edition in zip(facts, told, strict=True):
        assert fact["type"] == "vn.haiphong.doithoai.QuarterlySummaryCompiled.v1"
        assert (fact["subject"], fact["source"]) == ("quarter/2024-Q2", "/services/reporting")
        assert fact["unitid"] == "so-tai-chinh"
        assert fact["data"]["edition"] == edition["edition"]
        assert fact["data"]["sha256"] == edition["sha256"]
        assert fact["data"]["totals"] == edition["totals"]
        assert datetime.fromisoformat(fact["data"]["known_at"]) == FIRST


async def test_the_difference_names_each_petition_and_the_act_that_was_recorded_between(
    side: ReportingSide,
) -> None:
    told = first_told()
    await side.tell(told)
    await compiled(side)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00"), corrected(told[3], group="land")))
    await compiled(side)
    diff = await difference(side)
    changed = by_petition(diff)
    assert set(changed) == {"kn-1", "kn-2"}
    assert (changed["kn-1"]["before"]["state"], changed["kn-1"]["after"]["state"]) == ("pending", "resolved")
    assert [act["name"] for act in changed["kn-1"]["acts"]] == ["PetitionAnswered"]
    assert (changed["kn-2"]["before"]["group"], changed["kn-2"]["after"]["group"]) == ("credit", "land")
    (why,) = changed["kn-2"]["acts"]
    assert (why["name"], why["corrects"]) == ("EventCorrected", told[3].event_id)
    assert diff["totals"]["resolved"] == {"before": 0, "after": 1}
    resolved = [each for each in diff["figures"] if each["figure"] == "resolved"]
    assert [(each["conference_id"], each["before"], each["after"]) for each in resolved] == [("hn-1", 0, 1)]
    assert by_petition(await difference(side, 1, 1)) == {}


async def test_what_a_moved_conference_takes_along_is_told_by_the_moving(side: ReportingSide) -> None:
    await side.tell(first_told())
    await compiled(side)
    await side.tell(recorded(SECOND, rescheduled("2024-06-05 09:00", "2024-07-04 08:00")))
    await compiled(side)
    changed = by_petition(await difference(side))
    assert {each["after"] for each in changed.values()} == {None}
    assert {act["name"] for each in changed.values() for act in each["acts"]} == {"ConferenceRescheduled"}
    back = by_petition(await difference(side, 2, 1))
    assert {each["before"] for each in back.values()} == {None}


async def test_a_conference_of_which_only_the_row_says_something_else_is_named_with_the_act(
    side: ReportingSide,
) -> None:
    conference = scheduled("2024-06-10 08:00")
    await side.tell(recorded(FIRST, conference))
    await compiled(side)
    await side.tell(recorded(SECOND, held("2024-06-10 12:00")))
    await compiled(side)
    diff = await difference(side)
    assert (diff["petitions"], diff["figures"]) == ([], [])
    (told,) = diff["conferences"]
    assert (told["before"]["note"], told["after"]["note"]) == ("Chưa xác nhận đã tổ chức", "")
    assert (told["conference_id"], [act["name"] for act in told["acts"]]) == ("hn-1", ["ConferenceHeld"])
    document = {"number": "5/BC", "date": "2024-06-11"}
    stopped = cancelled("2024-06-11 08:00", document=document)
    moved = rescheduled("2024-06-12 09:00", "2024-07-04 08:00")
    await side.tell(recorded(at("2025-01-25 08:00"), stopped))
    await compiled(side)
    (told,) = (await difference(side, 2, 3))["conferences"]
    assert told["after"]["note"] == "Dừng tổ chức (văn bản số 5/BC ngày 11/6/2024)"
    await side.tell(recorded(at("2025-01-30 08:00"), moved))
    await compiled(side)
    (gone,) = (await difference(side, 3, 4))["conferences"]
    assert (gone["before"]["starts_on"], gone["after"]) == ("2024-06-10", None)
    assert [act["name"] for act in gone["acts"]] == ["ConferenceRescheduled"]


async def test_a_conference_is_not_named_for_the_figures_of_its_petitions(side: ReportingSide) -> None:
    await side.tell(first_told())
    await compiled(side)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    await compiled(side)
    diff = await difference(side)
    assert [each["petition_id"] for each in diff["petitions"]] == ["kn-1"]
    assert diff["conferences"] == []


async def test_an_answer_that_was_due_meanwhile_is_overdue_because_time_went_by(side: ReportingSide) -> None:
    await side.tell(first_told())
    await compiled(side, as_of="2024-06-12T12:00:00+07:00")
    await compiled(side, as_of="2024-06-20T12:00:00+07:00")
    (one, two) = (await difference(side))["petitions"]
    for each in (one, two):
        assert (each["before"]["overdue"], each["after"]["overdue"]) == (False, True)
        assert (each["because"], each["acts"]) == ("time", [])


@pytest.mark.parametrize(
    "tampering",
    [
        "rows = jsonb_set(rows, '{0,received}', '7')",
        "petitions = petitions - 'kn-1'",
        "totals = jsonb_set(totals, '{overdue}', '0')",
        "sha256 = repeat('0', 64)",
    ],
)
async def test_an_edition_that_was_altered_is_refused_loudly(side: ReportingSide, tampering: str) -> None:
    await side.tell(first_told())
    await compiled(side)
    async with side.engine.begin() as conn:
        await conn.exec_driver_sql(f"UPDATE editions SET {tampering}")
    for path in (f"{EDITIONS}/1", f"{EDITIONS}/1.xlsx", f"{EDITIONS}/1/diff/1"):
        found = await side.get(path)
        assert (found.status_code, found.headers["content-type"]) == (500, "application/problem+json")


@pytest.mark.parametrize(
    "body, field", [({"as_of": "2024-06-30"}, "as_of"), ({"known_at": "2099-01-01T00:00:00Z"}, "known_at")]
)
async def test_a_wrong_moment_is_refused_by_name_and_freezes_nothing(
    side: ReportingSide, body: dict[str, str], field: str
) -> None:
    await side.tell(first_told())
    found = await side.post(EDITIONS, body)
    assert (found.status_code, found.json()["field"]) == (422, field)
    assert await side.rows("SELECT 1 FROM editions") == []


async def test_without_a_body_it_is_now_and_an_edition_that_was_never_compiled_is_not_found(
    side: ReportingSide,
) -> None:
    await side.tell(first_told())
    found = await side.post(EDITIONS)
    assert found.status_code == 201
    assert found.headers["location"] == f"{EDITIONS}/1"
    assert (await side.get(f"{EDITIONS}/2")).status_code == 404
    assert (await side.get("/api/reports/quarters/2024-Q9/editions/1")).status_code == 422


async def test_the_moments_are_taken_from_the_url_as_from_the_body(side: ReportingSide) -> None:
    await side.tell(first_told())
    known_at = FIRST.isoformat()
    by_url = await side.post(EDITIONS, None, "k-1", as_of=AS_OF, known_at=known_at)
    assert by_url.status_code == 201, by_url.text
    edition = by_url.json()
    assert (edition["as_of"], edition["known_at"]) == (AS_OF, known_at)
    # Whoever says the same in the body, or in both, says it again.
    for query in ({}, {"as_of": AS_OF}, {"as_of": "2024-06-30T05:00:00Z"}):
        again = await side.post(EDITIONS, {"as_of": AS_OF, "known_at": known_at}, "k-1", **query)
        assert again.json() == edition, again.text


@pytest.mark.parametrize("name", ["as_of", "known_at"])
async def test_url_and_body_that_differ_freeze_nothing(side: ReportingSide, name: str) -> None:
    await side.tell(first_told())
    for said in ("2024-06-30T13:00:00+07:00", "yesterday", "1999-12-31T00:00:00+07:00"):
        found = await side.post(EDITIONS, {name: AS_OF} if said[0] == "2" else None, **{name: said})
        assert (found.status_code, found.json()["field"]) == (422, name)
    assert (await side.get(EDITIONS)).json()["items"] == []
