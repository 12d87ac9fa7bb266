"""What did a statement answer? Its rows, whose columns only the statement itself knows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import fetch


async def rows_of(conn: AsyncConnection, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
    """Runs `statement` with $1, $2…; its rows, to be unpacked in the order of its columns."""
    return await fetch(conn, statement, *parameters)
