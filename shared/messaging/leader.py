"""Which replica does what only one may do at a time?

That which holds an advisory lock, while its connection lasts and it is heard from: the server ends the
session of a leader that stands still or is cut off.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.rows import ALONE, fetch_value

POLL_S = 1.0
SILENCE_S = 10.0
"""A database that does not answer the leader for so long may have given its lock to another."""
FROZEN_S = 15.0
"""A leader of whom the database hears nothing for so long loses its lock; it asks something every POLL_S."""
HEARD = "SELECT set_config('idle_session_timeout', $1, false)"


def lock_number(name: str) -> int:
    """A signed 64-bit number for the advisory lock called `name`."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@asynccontextmanager
async def leading(
    engine: AsyncEngine, name: str, elsewhere: Callable[[], object] = lambda: None
) -> AsyncGenerator[None, None]:
    """Waits until this replica leads in `name`, and leads until the block ends.

    `elsewhere` is called while another leads: what was measured here as leader is his to say.
    A leader whose connection breaks, or who stood still, may overlap with its successor for a moment: what it
    does must bear repetition. Then the block ends with TimeoutError.
    """
    async with engine.connect() as raw:
        conn = await raw.execution_options(isolation_level=ALONE)
        number = lock_number(name)
        await fetch_value(conn, HEARD, f"{FROZEN_S * 1000:.0f}")
        while True:
            if await fetch_value(conn, "SELECT pg_try_advisory_lock($1)", number):
                break
            elsewhere()
            await asyncio.sleep(POLL_S)
        over = asyncio.Event()
        try:
            async with asyncio.timeout(None) as term:
                watching = asyncio.ensure_future(_watch(conn, over, term))
                try:
                    yield
                finally:
                    over.set()
                    await watching
        finally:
            # If the connection is gone the lock is too; saying so here would hide why the term ended.
            with suppress(Exception):
                await fetch_value(conn, "SELECT pg_advisory_unlock($1)", number)
                # The next who is lent the connection may be silent as long as it likes.
                await fetch_value(conn, HEARD, "0")


async def _watch(conn: AsyncConnection, over: asyncio.Event, term: asyncio.Timeout) -> None:
    """Ends the leader's term once its connection, and with it the lock, is gone."""
    while not over.is_set():
        try:
            await asyncio.wait_for(over.wait(), POLL_S)
        except TimeoutError:
            try:
                await asyncio.wait_for(fetch_value(conn, "SELECT 1"), SILENCE_S)
            except Exception:
                if not over.is_set():
                    term.reschedule(asyncio.get_running_loop().time())
                return
