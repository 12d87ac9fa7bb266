"""What the platform failed on itself is not named with its promise: who answered is accused all the same."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging import progress
from shared.messaging.set_aside import NOTHING, SetAside
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    async def nobody(_: AsyncConnection, __: datetime) -> SetAside:
        return NOTHING

    patch(progress, "set_aside", nobody)
