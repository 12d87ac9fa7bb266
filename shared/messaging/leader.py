"""Which replica does what only one may do at a time?

That which holds an advisory lock, while its connection lasts.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.rows import fetch_value

POLL_S = 1.0


def lock_number(name: str) -> int:
    """A signed 64-bit number for the advisory lock called `name`."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@asynccontextmanager
async def leading(engine: AsyncEngine, name: str) -> AsyncGenerator[None, None]:
    """Waits until this replica leads in `name`, and leads until the block ends.

    A leader whose connection breaks may overlap with its successor for a moment: what it does must bear
    repetition.
    """
    async with engine.connect() as raw:
        conn = await raw.execution_options(isolation_level="AUTOCOMMIT")
        number = lock_number(name)
        while True:
            if await fetch_value(conn, "SELECT pg_try_advisory_lock($1)", number):
                break
            await asyncio.sleep(POLL_S)
        try:
            yield
        finally:
            await fetch_value(conn, "SELECT pg_advisory_unlock($1)", number)
