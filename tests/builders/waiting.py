"""How does a test wait for what wakes nobody, as what is in a database or a log? It asks again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any


async def until(reached: Callable[[], Awaitable[object]], seconds: float = 60.0) -> None:
    """Returns once `reached()` is true; a test that waits in vain fails, and says where everybody stood."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                if await reached():
                    return
                await asyncio.sleep(0.01)
    except TimeoutError as error:
        raise AssertionError(f"waited {seconds:g} s in vain; what runs beside:\n{everybody()}") from error


def everybody() -> str:
    """Each task of this loop, a line, with the calls that it is in the middle of."""
    return "\n".join(sorted(f"{task.get_name()}: {' > '.join(calls(task))}" for task in asyncio.all_tasks()))


def calls(task: asyncio.Task[Any]) -> Iterator[str]:
    """From the task's own function to what it awaits; what isn't written in Python is named by its type."""
    awaited: Any = task.get_coro()
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)
        yield f"{frame.f_code.co_qualname}:{frame.f_lineno}" if frame else type(awaited).__name__
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)
