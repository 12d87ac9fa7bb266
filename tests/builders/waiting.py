"""How does a test wait for what wakes nobody, as what is in a database or a log? It asks again."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(reached: Callable[[], Awaitable[object]], seconds: float = 60.0) -> None:
    """Returns once `reached()` is true; a test that waits in vain fails."""
    async with asyncio.timeout(seconds):
        while True:
            if await reached():
                return
            await asyncio.sleep(0.01)
