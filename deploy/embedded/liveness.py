"""Is a web process alive? It is when its health address answers 200."""

import asyncio
import urllib.request
from collections.abc import Awaitable, Callable

LIMIT = 4.0


def answers_at(url: str) -> Callable[[], Awaitable[bool]]:
    """A check for the supervisor."""

    def ask() -> bool:
        # Straight to the loopback, whatever proxy the machine uses for the world.
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(url, timeout=LIMIT) as answer:
            return answer.status == 200

    async def alive() -> bool:
        return await asyncio.to_thread(ask)

    return alive
