"""The operators' queue a page at a time: each record once, the oldest first, with what waits behind it."""

from typing import Any

import httpx
import pytest

from shared.database.credentials import Role
from shared.messaging import operators_queue
from shared.web import operators
from tests.builders.pages import QUEUE
from tests.builders.problems import refused
from tests.component.petitions.conftest import Petitions
from tests.component.petitions.test_filing import PATH

LETTERS = """
INSERT INTO dead_letters (topic, partition, "offset", value, reason, cause, state, recorded_at, subject)
SELECT 't', 0, n, 'x', 'r', 'c', CASE WHEN n % 4 = 0 THEN 'discarded' ELSE 'open' END,
    timestamptz '2024-06-03 09:00+07' + n * interval '2 s', 'petition/kn-' || n % 3
FROM generate_series(1, 12) n
"""
PARKED = """
INSERT INTO parked_facts (topic, partition, "offset", subject, sequence, reason, value, state, recorded_at)
SELECT 'f', n % 2, n, 'conference/hn-' || n % 2, n, 'gap', 'x',
    CASE WHEN n < 4 THEN 'taken' ELSE 'parked' END,
    timestamptz '2024-06-03 09:00+07' + n / 2 * interval '5 s'
FROM generate_series(1, 9) n
"""
WAITING = """
INSERT INTO waiting (source, event_id, topic, partition, "offset", awaits, since_sequence, patience,
    kept_up_at, received_at, event)
SELECT 's', 'e-' || n, 't', 0, n, 'petition/kn-' || n % 2, 0, 'mending', 0, now(), 'x'
FROM generate_series(1, 5) n
"""

BEHIND = {f"petitions:t/0/{n}": (2, 3, 0)[n % 3] if n % 4 else 0 for n in range(1, 13)} | {
    f"petitions:f/{n % 2}/{n}": 2 if n >= 4 else 0 for n in range(1, 10)
}
"""How many wait for each: the events and facts above, counted by hand."""


async def _pages(web: httpx.AsyncClient, headers: dict[str, str], **asked: Any) -> list[dict[str, Any]]:
    """Every page, one after the other; none is longer than asked for, and all say one total."""
    items: list[dict[str, Any]] = []
    totals: set[int] = set()
    cursor: dict[str, str] = {}
    while True:
        answer = await web.get(f"{PATH}{QUEUE}", params={**asked, **cursor}, headers=headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert 0 < len(page["items"]) <= asked["limit"]
        items += page["items"]
        totals.add(page["total"])
        if "next_cursor" not in page:
            assert totals == {len(items)}
            return items
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.parametrize("settled", [False, True])
async def test_the_queues_pages_are_all_of_it_once_the_oldest_first(
    petitions: Petitions, web: httpx.AsyncClient, *, settled: bool
) -> None:
    async with petitions.engine.begin() as conn:
        for statement in (LETTERS, PARKED, WAITING):
            await conn.exec_driver_sql(statement)
        everything = await operators_queue.everything(conn, "petitions", settled=settled)
    operator = await petitions.bearer(None, Role.OPERATOR)
    for limit in (1, 4, 100):
        items = await _pages(web, operator, limit=limit, settled=settled)
        assert [item["recorded_at"] for item in items] == sorted(item["recorded_at"] for item in items)
        assert {item["name"]: item for item in items} == {one.name: one.says() for one in everything}
        assert len(items) == len(everything) == (21 if settled else 15)
    assert {one.name: one.behind for one in everything}.items() <= BEHIND.items()
    for one in everything:
        found = await web.get(f"{PATH}{QUEUE}/{'/'.join(map(str, one.place))}", headers=operator)
        assert found.json() | one.says() == found.json()
    refused(await web.get(f"{PATH}{QUEUE}", params={"cursor": "WyJ4IiwieCIsMSwyXQ"}, headers=operator), 422)
    refused(await web.get(f"{PATH}{QUEUE}/t/0/99", headers=operator), 404)


async def test_a_cursor_goes_on_with_the_queue_it_was_made_for_alone(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    async with petitions.engine.begin() as conn:
        await conn.exec_driver_sql(LETTERS)
    operator, path = await petitions.bearer(None, Role.OPERATOR), f"{PATH}{QUEUE}"
    cursor = (await web.get(path, params={"limit": 1}, headers=operator)).json()["next_cursor"]
    problem = refused(await web.get(path, params={"cursor": cursor, "settled": True}, headers=operator), 422)
    assert problem["field"] == "cursor"


async def test_what_is_wished_with_a_key_is_wished_once(
    petitions: Petitions, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No worker runs here: what was answered first, that it is not tried yet, is answered again."""
    monkeypatch.setattr(operators, "PATIENCE_S", 0.0)
    async with petitions.engine.begin() as conn:
        await conn.exec_driver_sql(LETTERS)
    headers = await petitions.bearer(None, Role.OPERATOR) | {"Idempotency-Key": "k-1"}
    for wish, body in (("retry", None), ("discard", {"why": "sai"})):
        place = f"{PATH}{QUEUE}/t/0/{1 if wish == 'retry' else 2}"
        first = await web.post(f"{place}/{wish}", json=body, headers=headers)
        assert (first.status_code, first.json()["asked"]) == (202, wish)
        async with petitions.engine.begin() as conn:
            await conn.exec_driver_sql("UPDATE dead_letters SET asked = NULL")
        again = await web.post(f"{place}/{wish}", json=body, headers=headers)
        assert (again.status_code, again.json()) == (202, first.json())
        assert (await web.get(place, headers=headers)).json()["asked"] is None
    problem = refused(await web.post(f"{place}/discard", json={"why": "khác"}, headers=headers), 422)
    assert problem["field"] == "Idempotency-Key"
