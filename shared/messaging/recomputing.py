"""Whose derived rows have to be folded again, and who does it?

Subjects are marked with what changed them, and worked off in chunks by any number of replicas, what others
hang on first; whoever waits (`drain`, the ticker) sees the marks that are left.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging import in_place, marks
from shared.messaging.batches import FIRST_PAUSE_S, LONGEST_PAUSE_S, passes
from shared.messaging.desk import Bench
from shared.messaging.pace import Pace

log = structlog.get_logger(__name__)
CHUNK = 500
POLL_S = 0.5
PACE_S = 0.03
SET_ASIDE_S = 60.0
"""How long a subject that can't be folded is left alone before it is tried again; its mark stays."""

Fold = Callable[[AsyncConnection, Mapping[str, int], datetime], Awaitable[None]]
"""Folds these subjects anew, each marked so often since it was folded last, inside the caller's transaction;
may mark others."""


class Recompute:
    """Works off the marks of one service."""

    def __init__(self, bench: Bench, fold: Fold, chunk: int = CHUNK) -> None:
        self._bench = bench
        self._fold = fold
        self._chunk = self._limit = chunk
        self._aside: dict[str, float] = {}
        self._woken = asyncio.Event()
        bench.notify.append(self._woken.set)

    async def run(self) -> None:
        """Never returns."""
        pause, pace, worked = FIRST_PAUSE_S, Pace(PACE_S), 0
        while True:
            if worked < self._chunk:
                await pace.keep()
            self._woken.clear()
            try:
                worked = await self.step()
                pause = FIRST_PAUSE_S
            except Exception as error:
                log.warning(
                    "folding will be tried again", service=self._bench.service, error=type(error).__name__
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
                continue
            if not worked:
                await self._wait()

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), POLL_S)
        except TimeoutError:
            return

    async def step(self) -> int:
        """Folds one chunk; how many marks it took, 0 if none. Raises only what passes by itself."""
        now = monotonic()
        self._aside = {subject: until for subject, until in self._aside.items() if until > now}
        taken: Mapping[str, int] = {}
        async with self._bench.looking.connect() as conn:
            found = await marks.look(conn, self._limit, self._aside)
        if not found:
            return 0
        wide = [subject for subject in found if not subject.startswith(marks.NARROW)]
        try:
            async with self._bench.engine.begin() as conn:
                # The mark goes first: who marks the subject meanwhile waits for this commit, and marks anew.
                if wide:
                    await in_place.alone(conn)
                    taken = await marks.take_these(conn, wide)
                else:
                    taken = await marks.take_narrow(conn, self._limit, self._aside)
                if taken:
                    await self._fold(conn, taken, self._bench.clock.now())
        except Exception as error:
            if not taken or passes(error):
                raise
            self._narrow(list(taken), error)
            return len(taken)
        self._limit = min(self._limit * 2, self._chunk)
        if taken:
            self._bench.wake()
        return len(taken)

    def _narrow(self, taken: Sequence[str], error: Exception) -> None:
        """Finds the subject that can't be folded by halves, so that it alone is left behind."""
        if len(taken) > 1:
            self._limit = max(1, len(taken) // 2)
            log.warning(
                "a chunk is split to find what can't be folded", service=self._bench.service, marks=len(taken)
            )
            return
        self._aside[taken[0]] = monotonic() + SET_ASIDE_S
        log.error("a subject can't be folded", service=self._bench.service, subject=taken[0], exc_info=error)
