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


def end_by_then() -> None:
    """Ends the process after so long, unless it is gone by then."""
    timer = Timer(AFTER_S, _end)
    timer.daemon = True
    timer.start()


async def end_once(stopping: asyncio.Event) -> None:
    """The same from `stopping` on, whatever is still done after that."""
    await stopping.wait()
    end_by_then()


def _end() -> None:
    log.error("what was asked to stop does not end: the process is ended", after_s=AFTER_S)
    os._exit(1)
