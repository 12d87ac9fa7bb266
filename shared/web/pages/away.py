"""What can be shown while the database does not answer? What was typed, without what stands around it."""

from collections.abc import Awaitable
from typing import TypeVar

from shared.messaging.batches import passes
from shared.web.problems import AWAY, unavailable

T = TypeVar("T")
NOTHING_KEPT = unavailable("Cơ sở dữ liệu tạm thời không sẵn sàng; chưa có gì được ghi nhận.")
"""What a form is given back with, where nothing was asked of the database yet, or nothing came of it."""


async def unless_away(found: Awaitable[T]) -> T | None:
    """What is found; None while the database is away. A fault of ours is raised."""
    try:
        return await found
    except AWAY as error:
        if not passes(error):
            raise
        return None
