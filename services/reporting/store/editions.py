"""Which editions of a quarter were compiled (R29)? Written once, never changed; a rebuild leaves them."""

import asyncio
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.edition import Edition, Head
from services.reporting.store.tables import EDITIONS
from shared.database.bulk import insert_rows
from shared.database.rows import fetch, fetch_one, fetch_value

COLUMNS = (
    "quarter", "edition", "as_of", "known_at", "compiled_at", "rows", "petitions", "totals", "sha256",
    "petitions_sha256",
)  # fmt: skip
_HEAD = "quarter, edition, as_of, known_at, compiled_at, totals::text, sha256"
ONE = (
    f"SELECT {_HEAD}, rows::text, petitions::text, petitions_sha256 "
    "FROM editions WHERE quarter = $1 AND edition = $2"
)
HEADS = f"SELECT {_HEAD} FROM editions WHERE quarter = $1 ORDER BY edition"
NEWEST = (
    f"SELECT DISTINCT ON (quarter) {_HEAD}, count(*) OVER whole, max(as_of) OVER whole FROM editions "
    "WINDOW whole AS (PARTITION BY quarter) ORDER BY quarter, edition DESC"
)
_decode = msgspec.json.decode
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
LAST = (
    "SELECT greatest((SELECT max(edition) FROM editions WHERE quarter = $1), "
    "(SELECT last_sequence FROM subjects WHERE subject = 'quarter/' || $1), 0)"
)
"""One that was published and lost with its database has used up its number too."""


class Compiled(NamedTuple):
    """What was compiled of a quarter."""

    last: Head
    editions: int
    until: datetime
    """The latest moment that any of them is as of."""


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
    # Of a large quarter that takes as long as many questions.
    return await asyncio.to_thread(_edition, row) if row is not None else None


async def heads(conn: AsyncConnection, quarter: str) -> list[Head]:
    """Which editions of the quarter there are, in order, as it is stored."""
    return [Head(*_head(row)) for row in await fetch(conn, HEADS, quarter)]


async def newest(conn: AsyncConnection) -> dict[str, Compiled]:
    """Of each quarter with an edition what was compiled of it, as it is stored."""
    found = [
        Compiled(Head(*_head(head)), number, until) for *head, number, until in await fetch(conn, NEWEST)
    ]
    return {each.last.quarter: each for each in found}


def _head(row: Any) -> tuple[Any, ...]:
    *which, totals, sha256 = row
    return *which, _decode(totals), sha256


def _edition(row: Any) -> Edition:
    *head, rows, petitions, petitions_sha256 = row
    # Petition by petition, so that other threads have a turn in between.
    standings = {petition_id: _decode(said) for petition_id, said in _members(petitions).items()}
    found = [*_head(head), _decode(rows), standings, petitions_sha256]
    return Edition(*found)
