"""At which two moments is a question asked, and from which state of the database is it answered (R29)?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting.handlers.reading import Reading
from services.reporting.store import horizon
from services.reporting.store.snapshot import snapshot
from shared.messaging.law import told

PATIENCE_S = 5.0
"""How long a question waits for the platform to have caught up with what it asks."""
POLL_S = 0.1


class NotYetKnown(Exception):
    """Nobody can vouch yet that everything recorded until then is here."""


class Reports:
    """Answers for the forms."""

    def __init__(self, engine: AsyncEngine, patience_s: float = PATIENCE_S) -> None:
        self._engine = engine
        self._patience_s = patience_s

    def snapshot(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """One state of the database, for what is shown as it is."""
        return snapshot(self._engine)

    @asynccontextmanager
    async def reading(
        self, as_of: datetime, known_at: datetime | None = None, *, wait: bool = True
    ) -> AsyncIterator[Reading]:
        """One state of the database for one question; `known_at` None: the latest that can be vouched for.

        NotYetKnown if `known_at` is past that, and stays so if one `wait`s: an answer holds for ever.
        """
        until = monotonic() + (self._patience_s if wait else 0)
        while True:
            async with snapshot(self._engine) as conn:
                reached = await horizon.known_until(conn)
                asked = known_at or reached
                if reached and asked and asked <= reached:
                    yield Reading(conn, await told(conn), as_of, asked)
                    return
            if monotonic() >= until:
                raise NotYetKnown
            await asyncio.sleep(POLL_S)
