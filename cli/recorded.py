"""Up to when has a service recorded anything, or answered for it? No clock of ours may stand before that.

What was answered by all that was recorded until a moment must never be joined by something recorded before it
(R29), also where nothing was recorded for a long time before the platform was stopped.
"""

from datetime import datetime

import asyncpg

RECORDED = ("SELECT max(recorded_at) FROM acts", "SELECT max(recorded_at) FROM outbox")
"""What others told it, and what it has told: deadlines and reporting keep no acts of their own words."""
ANSWERED_FOR = {
    "deadlines": "SELECT max(ticked_until) FROM ticks",
    "reporting": "SELECT max(known_until) FROM horizon",
}
"""By service: until when it has said that everything is known."""


async def latest(service: str, database: str) -> datetime | None:
    """The latest moment that the service's database, at this address, has seen; None if it is new."""
    connection = await asyncpg.connect(database)
    try:
        asked = [*RECORDED, *([ANSWERED_FOR[service]] if service in ANSWERED_FOR else [])]
        found = [await connection.fetchval(statement) for statement in asked]
    finally:
        await connection.close()
    return max((moment for moment in found if moment is not None), default=None)
