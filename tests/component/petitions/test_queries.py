"""A list of petitions costs the same statements whatever its length: none is asked a row."""

import asyncio

import asyncpg
import httpx

from services.petitions.main import build_web
from shared.clock import Clock
from shared.database.credentials import Role
from shared.settings import Settings
from tests.builders.pages import QUEUE, pages_of
from tests.builders.statements import statements
from tests.component.petitions.conftest import NOW, Petitions, client_of
from tests.component.petitions.test_filing import BODY, PATH
from tests.component.petitions.test_listing import ten

__all__ = ["ten"]
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
SEQUENTIAL = "SELECT relname::text, seq_scan FROM pg_stat_user_tables ORDER BY relname"
AT_MOST = {PATH: 2, f"{PATH}?unit_id=so-xay-dung&state=pending": 2, f"{PATH}/kn-0": 3}

WAITING = (
    'INSERT INTO dead_letters (topic, partition, "offset", value, reason, cause, state, recorded_at) '
    "SELECT 't', $1::int, n, 'x', 'r', 'c', 'open', now() FROM generate_series(1, $1::int) n"
)


def test_every_page_of_petitions_is_counted_here() -> None:
    app = build_web(Settings(database="postgresql://x@127.0.0.1/x"), Clock(NOW))
    assert pages_of(app) == {PATH, f"{PATH}/{{petition_id}}", f"{PATH}/track/{{tracking_code}}"}


async def test_lists_and_pages_of_petitions_are_answered_with_two_or_three_statements(
    ten: Petitions, web: httpx.AsyncClient
) -> None:
    filed = (await web.post(PATH, json=BODY)).json()
    for path, most in {**AT_MOST, f"{PATH}/track/{filed['tracking_code']}": 4}.items():
        for limit in ("1", "100"):
            with statements() as found:
                answer = await web.get(path, params={"limit": limit} if path == PATH else None)
            assert answer.status_code == 200, answer.text
            assert len(found) <= most, (path, found)


async def test_a_petition_filed_alone_costs_as_many_statements_as_the_parts_it_is_stored_in(
    ten: Petitions, web: httpx.AsyncClient
) -> None:
    with statements() as found:
        assert (await web.post(PATH, json=BODY)).status_code == 201
    written = [statement for statement in found if statement.lstrip().startswith(("INSERT", "UPDATE"))]
    assert len(written) <= 7, written
    assert len(found) <= 8, found


async def test_a_petition_filed_is_stored_by_the_indexes_though_to_read_all_was_less_when_that_was_planned(
    petitions: Petitions,
) -> None:
    await petitions.know()
    await _file(petitions, 1)
    own = await asyncpg.connect(petitions.url)
    # Now it is known that each table is a page.
    await own.execute("ANALYZE")
    await own.close()
    before = await _read_through(petitions)
    await _file(petitions, 8)
    after = await _read_through(petitions)
    assert after == before, {name: count for name, count in after.items() if count != before[name]}


async def _file(petitions: Petitions, count: int) -> None:
    async with client_of(petitions.url) as web:
        for _ in range(count):
            assert (await web.post(PATH, json=BODY)).status_code == 201


async def _read_through(petitions: Petitions) -> dict[str, int]:
    """How often the sessions that have ended read each table whole; an open one does not say so at once."""
    await petitions.engine.dispose()
    own = await asyncpg.connect(petitions.url)
    try:
        async with asyncio.timeout(20):
            while True:
                if not await own.fetchval(OTHERS):
                    break
                await asyncio.sleep(0.05)
        return {name: count for name, count in await own.fetch(SEQUENTIAL)}
    finally:
        await own.close()


async def test_the_operators_queue_costs_the_same_statements_however_much_waits_in_it(
    ten: Petitions, web: httpx.AsyncClient
) -> None:
    operator = await ten.bearer(None, Role.OPERATOR)
    for many in (1, 20):
        async with ten.engine.begin() as conn:
            await conn.exec_driver_sql(WAITING, (many,))
        for path, most in ((f"{PATH}{QUEUE}", 3), (f"{PATH}{QUEUE}/t/{many}/1", 4)):
            with statements() as found:
                answer = await web.get(path, headers=operator)
            assert answer.status_code == 200, answer.text
            assert len(found) <= most, (path, found)
