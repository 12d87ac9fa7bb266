"""A transaction begun on the driver itself: kept whole or not at all, and its connection handed on clean."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.begun import ROLLBACK, NothingKept, begun
from shared.database.engine import build_engine
from shared.database.rows import execute, fetch_column, fetch_value
from shared.messaging.batches import passes

WRITE = "INSERT INTO kept VALUES ($1)"
BACKEND = "SELECT pg_backend_pid()"
LOCK = "SELECT pg_advisory_xact_lock(7)"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
TIMEOUT = "SELECT current_setting('lock_timeout')"


@pytest.fixture
async def looking(database_url: Callable[[str], str]) -> AsyncIterator[AsyncEngine]:
    """An engine of one connection that begins nothing itself, with a table."""
    engine = build_engine(database_url("petitions"), application="doithoai-test", pool_size=1)
    async with engine.begin() as conn:
        await execute(conn, "CREATE TABLE kept (number int PRIMARY KEY)")
    yield engine.execution_options(isolation_level="AUTOCOMMIT")
    await engine.dispose()


async def _kept(looking: AsyncEngine) -> list[int]:
    async with looking.connect() as conn:
        return await fetch_column(conn, "SELECT number FROM kept ORDER BY number")


async def test_what_a_block_writes_is_kept_at_its_end_and_its_settings_go_with_it(
    looking: AsyncEngine,
) -> None:
    async with begun(looking, "SET LOCAL lock_timeout = '7s'; SET LOCAL enable_seqscan = off") as conn:
        assert await fetch_value(conn, TIMEOUT) == "7s"
        await execute(conn, WRITE, 1)
        assert await _kept(looking) == []
    assert await _kept(looking) == [1]
    async with begun(looking) as conn:
        assert await fetch_value(conn, TIMEOUT) == "0"


async def _fail(looking: AsyncEngine, *, kept_from_it: bool = False) -> None:
    """Writes the same twice, and lets that out or not."""
    async with begun(looking) as conn:
        await execute(conn, WRITE, 1)
        try:
            await execute(conn, WRITE, 1)
        except DBAPIError:
            if not kept_from_it:
                raise


async def test_a_block_that_fails_or_takes_back_keeps_nothing_and_its_connection_goes_on(
    looking: AsyncEngine,
) -> None:
    async with begun(looking) as conn:
        await execute(conn, WRITE, 1)
        backend = await fetch_value(conn, BACKEND)
        await execute(conn, ROLLBACK)
    with pytest.raises(DBAPIError, match="kept_pkey"):
        await _fail(looking)
    async with begun(looking) as conn:
        assert await fetch_value(conn, BACKEND) == backend
        await execute(conn, WRITE, 2)
    assert await _kept(looking) == [2]


async def test_a_failure_that_was_kept_from_it_is_no_commit(looking: AsyncEngine) -> None:
    with pytest.raises(NothingKept) as found:
        await _fail(looking, kept_from_it=True)
    # Tried again it would be the same, for ever: it is to be found by halves.
    assert not passes(found.value)
    assert await _kept(looking) == []


async def test_a_statement_whose_table_changed_since_it_was_prepared_is_tried_again(
    looking: AsyncEngine,
) -> None:
    async def look(before: str) -> list[int]:
        async with begun(looking) as conn:
            await execute(conn, before)
            return await fetch_column(conn, "SELECT number FROM kept")

    assert await look("SELECT 1") == []
    with pytest.raises(DBAPIError) as found:
        await look("ALTER TABLE kept ALTER number TYPE bigint")
    assert passes(found.value)


async def test_a_database_that_is_read_only_for_a_while_is_no_fault_of_what_is_written(
    looking: AsyncEngine,
) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction") as found:
        async with begun(looking, "SET LOCAL transaction_read_only = on") as conn:
            await execute(conn, WRITE, 1)
    assert passes(found.value)


async def test_who_is_stopped_while_it_begins_leaves_no_open_transaction_to_the_next(
    looking: AsyncEngine,
) -> None:
    async def wait_for_the_lock() -> None:
        async with begun(looking, f"{LOCK};"):
            pass

    async with begun(looking, f"{LOCK};") as conn:
        stopped = asyncio.create_task(wait_for_the_lock())
        async with asyncio.timeout(20):
            while True:
                if await fetch_value(conn, WAITING):
                    break
                await asyncio.sleep(0.02)
        stopped.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stopped
    async with looking.connect() as conn:
        await conn.exec_driver_sql("INSERT INTO kept VALUES (1)")
    await looking.dispose()
    assert await _kept(looking) == [1]
