"""What the tests of the embedded stack share."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import psutil
import pytest


@pytest.fixture
def eventually() -> Callable[..., Awaitable[None]]:
    """Waits until something is so; a test that waits in vain fails."""

    async def wait(so: Callable[[], bool], limit: float = 30.0) -> None:
        until = monotonic() + limit
        while not so():
            assert monotonic() < until, f"not so within {limit} s"
            await asyncio.sleep(0.02)

    return wait


@pytest.fixture
def runs() -> Callable[[int], bool]:
    """Is there a live process of this id?"""

    def look(pid: int) -> bool:
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return look
