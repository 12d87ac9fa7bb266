"""How do things start side by side? All, or none: after a failure nothing goes on that nobody waits for."""

import asyncio
from collections.abc import Awaitable
from typing import Any


async def together(*works: Awaitable[Any]) -> None:
    """Waits for all; the first failure, once the others have been given up and have ended.

    Each is cancelled once, so that it can tidy up: `asyncio.gather`, cancelled, ends with the first that has.
    """
    running = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    for one in done:
        one.result()
