"""How is a statement of ours run?

As written, with `$1` for its arguments; what comes back has no types to check. What SQLAlchemy has no word
for (COPY) goes to its driver, within its transaction.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import (  # pyright: ignore[reportMissingTypeStubs]
    DataError,
    InterfaceError,
    InvalidCachedStatementError,
    PostgresError,
)
from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncConnection


async def driver_of(conn: AsyncConnection) -> Any | None:
    """The driver's connection, if it is in the transaction that SQLAlchemy began on it; else None."""
    found: Any = (await conn.get_raw_connection()).driver_connection
    return found if found.is_in_transaction() else None


@asynccontextmanager
async def told_alike(statement: str) -> AsyncGenerator[None]:
    """What the driver raises, as SQLAlchemy tells it."""
    try:
        yield
    except (InterfaceError, InvalidCachedStatementError) as error:
        if isinstance(error, DataError):
            raise exc.DBAPIError(statement, None, error) from error
        raise exc.InterfaceError(statement, None, error) from error
    except PostgresError as error:
        raise exc.DBAPIError(statement, None, error) from error


async def fetch(conn: AsyncConnection, statement: str, *arguments: Any) -> list[Any]:
    """Every row that the statement finds."""
    return list(await conn.exec_driver_sql(statement, arguments))


async def fetch_one(conn: AsyncConnection, statement: str, *arguments: Any) -> Any | None:
    """The one row that it finds, None without one."""
    return (await conn.exec_driver_sql(statement, arguments)).one_or_none()


async def fetch_column(conn: AsyncConnection, statement: str, *arguments: Any) -> list[Any]:
    """The first value of every row."""
    return [row[0] for row in await fetch(conn, statement, *arguments)]


async def fetch_value(conn: AsyncConnection, statement: str, *arguments: Any) -> Any:
    """The first value of the one row that it finds, None without a row."""
    return (await conn.exec_driver_sql(statement, arguments)).scalar_one_or_none()


async def execute(conn: AsyncConnection, statement: str, *arguments: Any) -> int:
    """Runs a statement that changes rows; how many it changed."""
    return (await conn.exec_driver_sql(statement, arguments)).rowcount
