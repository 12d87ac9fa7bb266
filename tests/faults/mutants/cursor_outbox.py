"""The relay reads the outbox behind the last id it saw: what commits later under a lower id is never sent."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging import packets
from tests.faults.mutants.patching import Patch

BEHIND = (
    "SELECT id, place, topics, keys, payloads, headers, false FROM outbox WHERE id > $2 ORDER BY id LIMIT $1"
)
PUBLISHED = "SELECT coalesce(max(id), 0) FROM outbox WHERE published_at IS NOT NULL"


def apply(patch: Patch) -> None:
    real, cursor = packets.fetch, list[int]()

    async def behind(conn: AsyncConnection, statement: str, *arguments: Any) -> list[Any]:
        if statement != packets.FETCH:
            return await real(conn, statement, *arguments)
        if not cursor:
            cursor.append((await real(conn, PUBLISHED))[0][0])
        rows = await real(conn, BEHIND, arguments[0], cursor[0])
        cursor[0] = rows[-1][0] if rows else cursor[0]
        return rows

    patch(packets, "fetch", behind)
