"""Is a process alive? A web process when its health address answers 200, a worker while its pulse goes."""

import asyncio
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path

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


def moves(pulse: Path) -> Callable[[], Awaitable[bool]]:
    """A check for the supervisor: has the process touched its pulse since the last look?

    Before its first touch it is starting: how long that may take is for others to say.
    """
    last = 0

    async def alive() -> bool:
        nonlocal last
        try:
            touched = pulse.stat().st_mtime_ns
        except FileNotFoundError:
            return True
        moved, last = touched != last, touched
        return moved

    return alive
