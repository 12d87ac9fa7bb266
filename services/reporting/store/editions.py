"""Which editions of a quarter were compiled (R29)? Written once, never changed; a rebuild leaves them."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.edition import Edition
from services.reporting.store.tables import EDITIONS
from shared.database.bulk import insert_rows
from shared.database.rows import fetch, fetch_one, fetch_value

COLUMNS = (
    "quarter", "edition", "as_of", "known_at", "compiled_at", "rows", "petitions", "totals", "sha256",
    "petitions_sha256",
)  # fmt: skip
_READ = (
    "SELECT quarter, edition, as_of, known_at, compiled_at, rows::text, petitions::text, totals::text, "
    "sha256, petitions_sha256 FROM editions WHERE quarter = $1"
)
ONE = f"{_READ} AND edition = $2"
ALL = f"{_READ} ORDER BY edition"
HEADS = "SELECT edition, as_of, compiled_at FROM editions WHERE quarter = $1 ORDER BY edition DESC"
LAST = (
    "SELECT greatest((SELECT max(edition) FROM editions WHERE quarter = $1), "
    "(SELECT last_sequence FROM subjects WHERE subject = 'quarter/' || $1), 0)"
)
"""One that was published and lost with its database has used up its number too."""


async def last_number(conn: AsyncConnection, quarter: str) -> int:
    """The newest edition's number, 0 without one. The caller holds the lock of the quarter."""
    return await fetch_value(conn, LAST, quarter)


async def keep(conn: AsyncConnection, edition: Edition) -> None:
    """Keeps a new edition; a number that is taken is an error, never an update."""
    row = (
        edition.quarter, edition.number, edition.as_of, edition.known_at, edition.compiled_at, edition.rows,
        edition.petitions, edition.totals, edition.sha256, edition.petitions_sha256,
    )  # fmt: skip
    await insert_rows(conn, EDITIONS, COLUMNS, [row])


async def edition_of(conn: AsyncConnection, quarter: str, number: int) -> Edition | None:
    """The edition as it is stored, not verified."""
    row = await fetch_one(conn, ONE, quarter, number)
    return _edition(row) if row is not None else None


async def editions_of(conn: AsyncConnection, quarter: str) -> list[Edition]:
    """All editions of the quarter in order, not verified."""
    return [_edition(row) for row in await fetch(conn, ALL, quarter)]


class Head(NamedTuple):
    """Which edition it is, and of when."""

    number: int
    as_of: datetime
    compiled_at: datetime


async def heads(conn: AsyncConnection, quarter: str) -> list[Head]:
    """The quarter's editions, the newest first."""
    return [Head(*row) for row in await fetch(conn, HEADS, quarter)]


def _edition(row: Any) -> Edition:
    quarter, number, as_of, known_at, compiled_at, rows, petitions, totals, sha256, petitions_sha256 = row
    rows, petitions, totals = (msgspec.json.decode(text) for text in (rows, petitions, totals))
    return Edition(
        quarter, number, as_of, known_at, compiled_at, rows, petitions, totals, sha256, petitions_sha256
    )
