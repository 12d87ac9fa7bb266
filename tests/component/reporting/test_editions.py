"""A compiled summary is frozen; a later correction makes a new edition; two can be compared (R20, R29)."""

import asyncio
import hashlib
import json
from datetime import datetime
from typing import Any

import pytest

from tests.builders.acts import answered
from tests.builders.editions import AS_OF, EDITIONS, FIRST, SECOND, compiled, first_told, recorded
from tests.builders.reporting_side import ReportingSide, rows_of


async def fetched(side: ReportingSide, number: int) -> dict[str, Any]:
    found = await side.get(f"{EDITIONS}/{number}")
    assert found.status_code == 200, found.text
    return found.json()


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
