"""The inbox is written in a transaction of its own: who dies after it finds its own event a duplicate."""

from collections.abc import Sequence

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.begun import begun
from shared.messaging import inbox
from shared.messaging.inbound import Inbound
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = inbox.take

    async def apart(conn: AsyncConnection, table: Table, events: Sequence[Inbound]) -> None:
        async with begun(conn.engine) as another:
            await real(another, table, events)

    patch(inbox, "take", apart)
