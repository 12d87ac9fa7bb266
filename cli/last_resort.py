"""What if a process that was asked to stop does not end? It ends all the same: nothing is lost by that.

A client that has lost its Kafka in the midst of stopping may wait for ever, and a process that nobody looks
after any more would go on as long.
"""

import asyncio
import os
from threading import Timer

import structlog

log = structlog.get_logger(__name__)
AFTER_S = 25.0
"""Less than a container is given, 30 s."""


def end_by_then() -> Timer:
    """Ends the process after so long, unless it is gone by then or the timer is cancelled."""
    timer = Timer(AFTER_S, _end)
    timer.daemon = True
    timer.start()
    return timer


async def end_once(stopping: asyncio.Event) -> None:
    """The same from `stopping` on, until cancelled. Never returns."""
    await stopping.wait()
    timer = end_by_then()
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        timer.cancel()


def _end() -> None:
    log.error("what was asked to stop does not end: the process is ended", after_s=AFTER_S)
    os._exit(1)
