"""How is a statement of ours run?

As written, with `$1` for its arguments; what comes back has no types to check.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection


async def fetch(conn: AsyncConnection, statement: str, *arguments: Any) -> list[Any]:
    """Every row that the statement finds."""
    return list(await conn.exec_driver_sql(statement, arguments))


async def fetch_one(conn: AsyncConnection, statement: str, *arguments: Any) -> Any | None:
    """The one row that it finds, None without one."""
    return (await conn.exec_driver_sql(statement, arguments)).one_or_none()


async def fetch_column(conn: AsyncConnection, statement: str, *arguments: Any) -> list[Any]:
    """The first value of every row."""
    return list((await conn.exec_driver_sql(statement, arguments)).scalars())


async def fetch_value(conn: AsyncConnection, statement: str, *arguments: Any) -> Any:
    """The first value of the one row that it finds, None without a row."""
    return (await conn.exec_driver_sql(statement, arguments)).scalar_one_or_none()


async def execute(conn: AsyncConnection, statement: str, *arguments: Any) -> int:
    """Runs a statement that changes rows; how many it changed."""
    return (await conn.exec_driver_sql(statement, arguments)).rowcount
