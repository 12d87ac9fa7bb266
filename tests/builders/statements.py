"""How many statements does an answer cost, and how much does one read? Counted on the way to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import Pool

_ASIDE = ("BEGIN", "COMMIT", "ROLLBACK", ";")
"""What a transaction costs anyway; a connection that has rested is asked with `;` whether it still lives."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is run inside the block, as sent: by SQLAlchemy or by the driver itself."""
    found: list[str] = []
    watched: set[Any] = set()

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    def note_direct(logged: Any) -> None:
        if not logged.query.startswith(_ASIDE):
            found.append(logged.query)

    def watch(connection: Any, *_: Any) -> None:
        driver = connection.driver_connection
        if driver not in watched:
            watched.add(driver)
            driver.add_query_logger(note_direct)

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Pool, "checkout", watch)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        event.remove(Pool, "checkout", watch)
        for driver in watched:
            driver.remove_query_logger(note_direct)


async def pages_read(engine: AsyncEngine, statement: str, *arguments: Any) -> int:
    """How many pages of tables and indexes the statement looks at."""
    async with engine.connect() as conn:
        explained = await conn.exec_driver_sql(
            f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement}", arguments
        )
        plan = explained.scalar_one()
    if isinstance(plan, str):
        plan = msgspec.json.decode(plan)
    return plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"]
