"""How does a test wait for what is in a database? It asks again: the server tells nobody."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(reached: Callable[[], Awaitable[bool]]) -> None:
    """A test that waits in vain fails."""
    async with asyncio.timeout(60):
        while not await reached():  # noqa: ASYNC110 what is waited for is in the database
            await asyncio.sleep(0.01)
