"""How is a statement of ours run?

As written, with `$1` for its arguments; what comes back has no types to check. Once a transaction has begun,
its statements go to the driver itself: SQLAlchemy's way there costs as much as the statement. The pool, the
transaction and the names of faults stay SQLAlchemy's.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from asyncpg import (  # pyright: ignore[reportMissingTypeStubs]
    DataError,
    InterfaceError,
    InternalClientError,
    InvalidCachedStatementError,
    PostgresError,
    Record,
)
from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncConnection

ALONE: Final = "AUTOCOMMIT"
"""The level of a connection on which each statement is by itself."""


class Row(Record):
    """A row whose columns are attributes too."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def driver_of(conn: AsyncConnection) -> Any | None:
    """The driver's connection, if a transaction is open on it or none is wanted; else None: one is begun."""
    if conn.sync_connection is None:
        return None
    found: Any = conn.sync_connection.connection.driver_connection
    if found.is_in_transaction():
        return found
    return found if conn.sync_connection.get_execution_options().get("isolation_level") == ALONE else None


@contextmanager
def told_alike(driver: Any, statement: str) -> Generator[None]:
    """What the driver raises, as SQLAlchemy tells it."""
    try:
        yield
    except (InterfaceError, PostgresError) as error:
        # The client's own refusals, but for values that don't fit their columns: those are as bad next time.
        client = isinstance(error, InterfaceError | InvalidCachedStatementError)
        kind = exc.InterfaceError if client and not isinstance(error, DataError) else exc.DBAPIError
        raise kind(statement, None, error, connection_invalidated=driver.is_closed()) from error
    except InternalClientError as error:
        # Out of step with its server, as when that has just said that it goes: it is used no more.
        driver.terminate()
        raise exc.InterfaceError(statement, None, error, connection_invalidated=True) from error


async def fetch(conn: AsyncConnection, statement: str, *arguments: Any) -> list[Any]:
    """Every row that the statement finds."""
    driver = driver_of(conn)
    if driver is None:
        return list(await conn.exec_driver_sql(statement, arguments))
    with told_alike(driver, statement):
        return await driver.fetch(statement, *arguments, record_class=Row)


async def fetch_one(conn: AsyncConnection, statement: str, *arguments: Any) -> Any | None:
    """The one row that it finds, None without one; ValueError if there are more."""
    found = await fetch(conn, statement, *arguments)
    if len(found) > 1:
        raise ValueError(f"{len(found)} rows where one was wanted: {statement}")
    return found[0] if found else None


async def fetch_column(conn: AsyncConnection, statement: str, *arguments: Any) -> list[Any]:
    """The first value of every row."""
    return [row[0] for row in await fetch(conn, statement, *arguments)]


async def fetch_value(conn: AsyncConnection, statement: str, *arguments: Any) -> Any:
    """The first value of the one row that it finds, None without a row."""
    found = await fetch_one(conn, statement, *arguments)
    return None if found is None else found[0]


async def execute(conn: AsyncConnection, statement: str, *arguments: Any) -> int:
    """Runs a statement that changes rows; how many it changed."""
    driver = driver_of(conn)
    if driver is None:
        return (await conn.exec_driver_sql(statement, arguments)).rowcount
    with told_alike(driver, statement):
        return _count(await driver.execute(statement, *arguments))


def _count(status: str) -> int:
    """The number at the end of what PostgreSQL says of a statement: `UPDATE 12`."""
    last = status.rpartition(" ")[2]
    return int(last) if last.isdigit() else -1
