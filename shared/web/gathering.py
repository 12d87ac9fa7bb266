"""How are many that come at once answered quickly? Gathered while a transaction runs, stored by the next.

Nobody waits on a clock to be gathered: whoever comes alone is a transaction alone; who has come and is being
read is waited for. Each is answered after the commit.
One transaction at a time: of two, each would be half as full, and it is the statements that cost.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.desk import Shop
from shared.web.commands import Attempts, Prepared, Refuse, Told
from shared.web.retries import Answer, checked_key

MOST = 100
"""Commands a transaction."""
PASSES = 3
"""Of the event loop: those just told are answered in them, and what they ask next is read."""


class Asked(Protocol):
    """What one client asks for, before it is a command."""

    @property
    def key(self) -> str | None: ...


A = TypeVar("A", bound=Asked)
Build = Callable[[AsyncConnection, Sequence[A]], Awaitable[Prepared]]
"""The commands of what was asked, in its order: whatever they hang on read with one statement for all."""


@dataclass(slots=True)
class _Waiting(Generic[A]):
    asked: A
    told: asyncio.Future[Answer]


class Gathering(Generic[A]):
    """One route's clients on their way into a transaction."""

    def __init__(self, shop: Shop, build: Build[A], refuse: Refuse, settings: str = "") -> None:
        """`settings`: what is said where a transaction begins, so that what `build` reads stays."""
        self._shop = shop
        self._build = build
        self._refuse = refuse
        self._settings = settings
        self._queue: deque[_Waiting[A]] = deque()
        self._serving: asyncio.Task[None] | None = None

    async def take(self, asked: A) -> Answer:
        """What it is answered, once stored; a Problem if it is refused, or can't be stored now."""
        checked_key(asked.key)
        waiting = _Waiting(asked, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve())
        return await waiting.told

    async def _serve(self) -> None:
        while self._queue:
            await self._all_read()
            together = self._next()
            asked = [waiting.asked for waiting in together]

            async def prepare(conn: AsyncConnection, asked: Sequence[A] = asked) -> Prepared:
                return await self._build(conn, asked)

            told: Sequence[Told]
            try:
                told = await Attempts(
                    self._shop, self._refuse, prepare=prepare, settings=self._settings
                ).run()
                assert len(told) == len(together), "a route builds a command for each that is asked"
            except Exception as error:
                told = [error] * len(together)
            for waiting, one in zip(together, told, strict=True):
                _tell(waiting.told, one)

    async def _all_read(self) -> None:
        """Until a pass of the loop brings nobody more: else one goes alone, and all others after it."""
        passes = before = 0
        while passes < PASSES or before < len(self._queue) < MOST:
            passes, before = passes + 1, len(self._queue)
            await asyncio.sleep(0)

    def _next(self) -> list[_Waiting[A]]:
        """Those who wait, up to the first whose key another of them has: it comes after that one."""
        together: list[_Waiting[A]] = []
        keys: set[str] = set()
        while self._queue and len(together) < MOST:
            key = self._queue[0].asked.key
            if key is not None and key in keys:
                break
            if key is not None:
                keys.add(key)
            together.append(self._queue.popleft())
        return together


def _tell(future: asyncio.Future[Answer], told: Told) -> None:
    """Unless its client has gone."""
    if future.done():
        return
    if isinstance(told, Exception):
        future.set_exception(told)
    else:
        future.set_result(told)
