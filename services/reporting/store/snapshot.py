"""How is a question asked of one state of the database, whatever is folded or rebuilt meanwhile?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# A rebuild truncates this table first: it waits for whoever reads, and whoever comes later waits for it.
# Taken before the first SELECT, which is what fixes the snapshot.
HOLD = "LOCK TABLE horizon IN ACCESS SHARE MODE"


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that sees one state of the database throughout."""
    async with engine.connect() as raw:
        conn = await raw.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        await conn.exec_driver_sql(HOLD)
        yield conn
