"""The position is committed on its own before the batch is decided: who dies in between skips the batch."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.begun import begun
from shared.messaging import positions
from shared.messaging.positions import Stretch
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = positions.advance

    async def at_once(conn: AsyncConnection, covered: Sequence[Stretch]) -> None:
        async with begun(conn.engine) as apart:
            await real(apart, covered)

    patch(positions, "advance", at_once)
