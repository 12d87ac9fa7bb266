"""What can be shown while the database does not answer? What was typed, without what stands around it."""

from collections.abc import Awaitable
from typing import TypeVar

from shared.messaging.batches import passes
from shared.web.problems import AWAY

T = TypeVar("T")


async def unless_away(found: Awaitable[T]) -> T | None:
    """What is found; None while the database is away. A fault of ours is raised."""
    try:
        return await found
    except AWAY as error:
        if not passes(error):
            raise
        return None
