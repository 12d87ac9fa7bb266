"""Who builds the workbooks? A process beside this one: openpyxl holds the interpreter for as long as it
writes. One that has nothing to do for a minute ends, with the hundred megabytes it holds.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from multiprocessing import get_context, parent_process

from services.reporting.domain.carry_over import AgedPetition
from services.reporting.domain.edition import Edition
from services.reporting.domain.followed_up import FollowedUp
from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.reconciliation import Reconciled
from services.reporting.domain.summary import ConferenceSummary, QuarterSummary
from services.reporting.exports import (
    appendix_1,
    appendix_2,
    appendix_3,
    appendix_3_as_frozen,
    beyond_competence,
    to_urge,
)

IDLE_S = 60.0
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Workbooks:
    """Builds the forms' files one after the other."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._pool: ProcessPoolExecutor | None = None
        self._at_work = 0
        self._resting: asyncio.TimerHandle | None = None

    async def quarter(
        self,
        summary: QuarterSummary,
        petitions: Sequence[PetitionLine],
        left_open: Sequence[AgedPetition],
        reports: Sequence[Reconciled],
    ) -> bytes:
        """Phụ lục 3 as a file, with the petitions behind it, what is left open, and the units' reports."""
        return await self.build(appendix_3, summary, tuple(petitions), tuple(left_open), tuple(reports))

    async def edition(self, edition: Edition) -> bytes:
        """Phụ lục 3 as it was frozen, as a file."""
        return await self.build(appendix_3_as_frozen, edition)

    async def conference(self, summary: ConferenceSummary, petitions: Sequence[PetitionLine]) -> bytes:
        """Phụ lục 1 or 2 as a file."""
        form = appendix_1 if summary.section == "I" else appendix_2
        return await self.build(form, summary, tuple(petitions))

    async def beyond_competence(
        self, petitions: Sequence[FollowedUp], of: str, as_of: datetime, known_at: datetime
    ) -> bytes:
        """What waits for direction as a file (R22)."""
        return await self.build(beyond_competence, tuple(petitions), of, as_of, known_at)

    async def to_urge(
        self, petitions: Sequence[FollowedUp], of: str, as_of: datetime, known_at: datetime
    ) -> bytes:
        """What is not fully resolved as a file (R21)."""
        return await self.build(to_urge, tuple(petitions), of, as_of, known_at)

    async def build(self, work: Callable[..., bytes], *values: object) -> bytes:
        """What `work` makes of the values, in the process; in a new one if that was killed meanwhile."""
        self._at_work += 1
        try:
            pool = self._started()
            try:
                return await self._in(pool, work, values)
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = None
                return await self._in(self._started(), work, values)
        finally:
            self._at_work -= 1
            self._rest_later()

    async def close(self) -> None:
        """Ends the process, if one was needed."""
        if self._resting is not None:
            self._resting.cancel()
        self._end()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), _end_with_the_parent)
        return self._pool

    async def _in(
        self, pool: ProcessPoolExecutor, work: Callable[..., bytes], values: tuple[object, ...]
    ) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(pool, work, *values)

    def _rest_later(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.get_running_loop().call_later(self._idle_s, self._rest)

    def _rest(self) -> None:
        if not self._at_work:
            self._end()

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _end_with_the_parent() -> None:
    """A pool's process waits for work for ever, even from a parent that was killed: this one looks."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
