"""How do many rows go in at once? Copied; as one array a column where a row may be there already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from shared.database.rows import driver_of, execute, told_alike

_encode = msgspec.json.encode


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
    found = list(rows)
    if not found:
        return 0
    if not conflict:
        return await _copy(conn, table, tuple(columns), found)
    values = tuple(
        [None if value is None else _encode(value).decode() for value in column]
        if isinstance(table.c[name].type, JSON)
        else list(column)
        for name, column in zip(columns, zip(*found, strict=True), strict=True)
    )
    return await execute(conn, _statement(table, tuple(columns), conflict), *values)


async def _copy(
    conn: AsyncConnection, table: Table, columns: tuple[str, ...], rows: list[Sequence[Any]]
) -> int:
    """COPY: half of what the same rows cost as arrays, here and in PostgreSQL."""
    driver = driver_of(conn)
    if driver is None:
        # The driver begins with the first statement it sees; what was copied before that would stay.
        await conn.exec_driver_sql("SELECT 1")
        driver = driver_of(conn)
    assert driver is not None, "begun above"
    assert driver.is_in_transaction(), "rows are copied within a transaction"
    if places := _json_places(table, columns):
        rows = [_with_json(row, places) for row in rows]
    with told_alike(driver, f"COPY {table.name}"):
        await driver.copy_records_to_table(table.name, columns=columns, records=rows)
    return len(rows)


def _with_json(row: Sequence[Any], places: Sequence[int]) -> list[Any]:
    values = list(row)
    for place in places:
        if values[place] is not None:
            values[place] = _encode(values[place]).decode()
    return values


@lru_cache(maxsize=512)
def _json_places(table: Table, columns: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(place for place, name in enumerate(columns) if isinstance(table.c[name].type, JSON))


@lru_cache(maxsize=512)
def _statement(table: Table, columns: tuple[str, ...], conflict: str) -> str:
    arrays: list[str] = []
    picks: list[str] = []
    for place, name in enumerate(columns, 1):
        type_ = table.c[name].type
        if isinstance(type_, JSON):
            arrays.append(f"${place}::text[]")
            picks.append(f"c{place}::{_sql_type(type_)}")
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
