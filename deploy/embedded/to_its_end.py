"""What if somebody gives up while a thread works for them? They wait for it: nobody tidies up beside it."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import TypeVar, TypeVarTuple

log = logging.getLogger(__name__)

T = TypeVar("T")
Args = TypeVarTuple("Args")


async def to_its_end(work: Callable[[*Args], T], *args: *Args, given_up: Event | None = None) -> T:
    """As `asyncio.to_thread`; cancelled, it is cancelled only when the thread has done its work.

    `given_up` is set then: what looks at it can be done sooner.
    """
    # A future and no task: who ends a loop cancels all its tasks, though the thread works on.
    running = asyncio.get_running_loop().run_in_executor(None, work, *args)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        if given_up:
            given_up.set()
        while not running.done():
            with suppress(asyncio.CancelledError):  # asked twice: the thread still works
                await asyncio.wait([running])
        if failure := running.exception():
            log.debug("what was given up failed", exc_info=failure)
        raise
