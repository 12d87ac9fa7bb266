"""A batch asks for a thousand keys: what it costs must not follow from how much the tables hold."""

from collections.abc import Callable

import asyncpg
import pytest

from services.deadlines.store import acts as deadlines_acts
from services.deadlines.store import spans as deadlines_spans
from services.notices.store import acts as notices_acts
from services.petitions.store import acts as petitions_acts
from services.reporting.store import acts as reporting_acts
from services.reporting.store import deadlines_seen
from services.reporting.store import spans as reporting_spans
from shared.clock import FOREVER
from shared.database.by_key import rows_by_key
from shared.messaging import acts_taken_in, inbox, sequence

ROWS, ASKED = 6_000, 1_000
VALUES = {
    "text": "'k' || g", "date": "date '2024-01-01'", "timestamp with time zone": "now() + g * interval '1 s'",
    "boolean": "false", "integer": "g", "bigint": "g", "json": "'{}'", "jsonb": "'{}'",
    "bytea": "''", "ARRAY": "NULL",
}  # fmt: skip
KEYS = [f"k{number}" for number in range(1, ASKED + 1)]
ASKING = {
    "petitions": [
        ("followed", sequence.READ, KEYS, KEYS),
        ("inbox", inbox.READ, KEYS, KEYS),
        ("acts", petitions_acts.ACTS, KEYS),
    ],
    "notices": [
        ("acts", notices_acts.OF_SUBJECTS, KEYS),
        ("acts", notices_acts.REGISTRATIONS, KEYS, KEYS),
        ("inbox", acts_taken_in.TAKEN, KEYS, KEYS),
    ],
    "deadlines": [
        ("acts", deadlines_acts.OWN, KEYS, FOREVER),
        ("petition_conferences", deadlines_acts.CONFERENCES_OF_PETITIONS, KEYS),
        ("deadlines", deadlines_spans.READ_DEADLINES, KEYS),
        ("deadline_spans", deadlines_spans.READ_SPANS, KEYS),
        ("deadline_spans", deadlines_spans.DROP, KEYS),
        ("overdue_events", deadlines_spans.READ_FIRED, KEYS),
        ("approaching_events", deadlines_spans.READ_REMINDED, KEYS),
    ],
    "reporting": [
        ("acts", reporting_acts.READ, KEYS, FOREVER, ["ParticipantRegistered"]),
        ("deadlines_seen", deadlines_seen.STATES, KEYS),
        ("petition_spans", reporting_spans.REMOVE, KEYS, KEYS),
    ],
}


async def _filled(url: str, table: str) -> asyncpg.Connection:
    """A connection to the database, with so many rows in its table, each of a key of its own."""
    connection = await asyncpg.connect(url)
    await connection.execute("SET plan_cache_mode = force_custom_plan")
    columns = await connection.fetch(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = $1", table
    )
    names = ", ".join(f'"{name}"' for name, _ in columns)
    values = ", ".join(VALUES[type_] for _, type_ in columns)
    rows = f"SELECT {values} FROM generate_series(1, {ROWS}) g"
    await connection.execute(f"INSERT INTO {table} ({names}) {rows} ON CONFLICT DO NOTHING")
    return connection


async def _few_keys(connection: asyncpg.Connection, table: str) -> str:
    """Makes PostgreSQL think that there are some fifty different texts in each column."""
    columns = await connection.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND data_type = 'text'",
        table,
    )
    changes = ", ".join(f'ALTER COLUMN "{name}" SET (n_distinct = 50)' for (name,) in columns)
    return f"ALTER TABLE {table} {changes}"


@pytest.mark.parametrize("service", ASKING)
async def test_what_a_batch_asks_for_is_found_by_its_keys_and_the_table_is_not_read_through(
    service: str, service_url: Callable[[str], str]
) -> None:
    url = service_url(service)
    for table, statement, *arguments in ASKING[service]:
        connection = await _filled(url, table)
        try:
            # As long as nothing is known of the table, once it is, and where it had few keys then.
            known = f"ANALYZE {table}"
            for prepare in ("SELECT 1", known, f"{await _few_keys(connection, table)}; {known}"):
                await connection.execute(prepare)
                found = await connection.fetch(f"EXPLAIN {statement}", *arguments)
                plan = "\n".join(row[0] for row in found)
                assert "Index" in plan, plan
                assert f"Seq Scan on {table}" not in plan, plan
                assert "BitmapAnd" not in plan, plan
        finally:
            await connection.close()


async def test_rows_are_read_by_all_of_their_key_and_once(database_url: Callable[[str], str]) -> None:
    connection = await asyncpg.connect(database_url("petitions"))
    try:
        await connection.execute("CREATE TABLE pairs (a text, b text, n int, PRIMARY KEY (a, b, n))")
        pairs = [("x", "1", 1), ("x", "1", 2), ("x", "2", 3), ("y", "1", 4)]
        await connection.executemany("INSERT INTO pairs VALUES ($1, $2, $3)", pairs)
        keys = (["x", "y", "x", "z"], ["1", "2", "1", "1"])
        found = await connection.fetch(f"{rows_by_key('a, b, n', 'pairs', 'a', 'b')} WHERE n > 1", *keys)
        assert [tuple(row) for row in found] == [("x", "1", 2)]
    finally:
        await connection.close()
