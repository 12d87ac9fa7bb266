"""How is the projection dropped, and how is it told that the stream folds it to the same again (R29)?"""

import hashlib

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting.store.tables import (
    CONFERENCE_SPANS,
    DEADLINES_SEEN,
    KERNEL,
    LINKS,
    PETITION_SPANS,
    PROJECTION,
)
from shared.messaging.batches import passes

# Offsets may differ after a rebuild; what is known, and what follows from it, may not.
CANONICAL = (KERNEL.acts, LINKS, CONFERENCE_SPANS, PETITION_SPANS, DEADLINES_SEEN)
ROWS = (
    "SELECT count(*), sum(hashtextextended(r::text, 0)::numeric)::text, "
    "sum(hashtextextended(r::text, 85)::numeric)::text FROM {table} r"
)
"""Each row hashed twice and the hashes added up: one pass over the table, no sorting."""
ATTEMPTS = 5


async def rebuild(engine: AsyncEngine) -> None:
    """Empties the projection in one transaction, so that whoever follows starts over. Publishes nothing.

    Editions and what was published stay. Workers may run: they wait, and find their positions gone.
    """
    names = ", ".join(table.name for table in PROJECTION)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with engine.begin() as conn:
                await conn.exec_driver_sql(f"TRUNCATE {names}")
            return
        except Exception as error:
            if attempt == ATTEMPTS or not passes(error):
                raise


async def digest(conn: AsyncConnection) -> str:
    """SHA-256 of what the projection's rows are, in whatever order they lie: equal before and after a
    rebuild.
    """
    await conn.exec_driver_sql("SET LOCAL TimeZone = 'UTC'")
    found = hashlib.sha256()
    for table in CANONICAL:
        counted = await conn.exec_driver_sql(ROWS.format(table=table.name))
        found.update(f"{table.name} {counted.one()}".encode())
    return found.hexdigest()
