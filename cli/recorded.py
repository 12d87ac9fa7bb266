"""Up to when has a service recorded anything? No clock of ours may stand before that."""

from datetime import datetime

import asyncpg

LATEST = "SELECT max(recorded_at) FROM acts"


async def latest(database: str) -> datetime | None:
    """The moment of the newest act in the database of this address; None without one."""
    connection = await asyncpg.connect(database)
    try:
        return await connection.fetchval(LATEST)
    finally:
        await connection.close()
