"""How do many rows go in with one statement?

As one array a column: one round trip, whatever the number of rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, slots=True)
class Row:
    """One row on its way into a table, to be inserted together with others of its kind."""

    table: Table
    columns: tuple[str, ...]
    values: tuple[Any, ...]


async def insert_rows(
    conn: AsyncConnection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    conflict: str = "",
) -> int:
    """Inserts `rows`, in the order of `columns`; how many went in. `conflict`: the ON CONFLICT clause."""
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return 0
    values = tuple(
        [None if value is None else msgspec.json.encode(value).decode() for value in column]
        if isinstance(table.c[name].type, JSONB)
        else list(column)
        for name, column in zip(columns, by_column, strict=True)
    )
    result = await conn.exec_driver_sql(_statement(table, tuple(columns), conflict), values)
    return result.rowcount


@lru_cache(maxsize=512)
def _statement(table: Table, columns: tuple[str, ...], conflict: str) -> str:
    arrays: list[str] = []
    picks: list[str] = []
    for place, name in enumerate(columns, 1):
        type_ = table.c[name].type
        if isinstance(type_, JSONB):
            arrays.append(f"${place}::text[]")
            picks.append(f"c{place}::jsonb")
        else:
            arrays.append(f"${place}::{_sql_type(type_)}[]")
            picks.append(f"c{place}")
    names = ", ".join(f'"{name}"' for name in columns)
    aliases = ", ".join(f"c{place}" for place in range(1, len(columns) + 1))
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {', '.join(picks)} "
        f"FROM unnest({', '.join(arrays)}) WITH ORDINALITY AS rows({aliases}, place) "
        f"ORDER BY place {conflict}"
    )


def _sql_type(type_: TypeEngine[Any]) -> str:
    name = str(type_.compile(dialect=postgresql.dialect()))
    return {"BIGSERIAL": "BIGINT"}.get(name, name)
