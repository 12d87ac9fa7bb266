"""How do credentials get into four databases? One statement in a transaction of each, committed when all
took it.
"""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg

from cli.failure import Failure
from cli.platform import Platform
from shared.settings import SERVICES

TOKENS = (
    "SELECT id, role, unit_id, note, expires_at, CASE WHEN revoked_at IS NOT NULL THEN 'revoked' "
    "WHEN expires_at <= now() THEN 'expired' ELSE 'valid' END AS state FROM tokens ORDER BY created_at, id"
)


async def everywhere(platform: Platform, statement: str, *arguments: Any) -> int:
    """Runs the statement in all databases, or, if one can't, in none; the most rows it changed in one."""
    changed = 0
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(_database(platform, name)) for name in SERVICES]
        for connection in connections:
            await stack.enter_async_context(connection.transaction())
        for name, connection in zip(SERVICES, connections, strict=True):
            try:
                changed = max(changed, _rows(await connection.execute(statement, *arguments)))
            except asyncpg.PostgresError as error:
                raise Failure(f"the database of {name} did not take it, so none has: {error}") from None
    return changed


async def tokens_of(platform: Platform) -> list[dict[str, Any]]:
    """The tokens in any database, with the databases each is missing in."""
    found: dict[str, dict[str, Any]] = {}
    holders: dict[str, set[str]] = {}
    for name in SERVICES:
        async with _database(platform, name) as connection:
            for row in await connection.fetch(TOKENS):
                said = dict(row) | {"expires_at": row["expires_at"].isoformat()}
                found.setdefault(row["id"], said)
                holders.setdefault(row["id"], set()).add(name)
    return [
        said | {"missing_in": [name for name in SERVICES if name not in holders[id_]]}
        for id_, said in found.items()
    ]


@asynccontextmanager
async def _database(platform: Platform, service: str) -> AsyncGenerator[Any]:
    """A connection for a block; a failure names the service whose database can't be reached."""
    try:
        connection = await asyncpg.connect(platform.databases[service], timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Failure(f"the database of {service} can't be reached: {type(error).__name__}") from None
    try:
        yield connection
    finally:
        await connection.close()


def _rows(status: str) -> int:
    """How many rows a statement changed, as PostgreSQL says it: `INSERT 0 1`, `UPDATE 1`."""
    return int(status.rpartition(" ")[2])
