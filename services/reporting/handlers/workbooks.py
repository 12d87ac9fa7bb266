"""Who builds the workbooks? A process beside this one: openpyxl holds the interpreter for as long as it
writes.
"""

import asyncio
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process

from services.reporting.domain.carry_over import AgedPetition
from services.reporting.domain.edition import Edition
from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.reconciliation import Reconciled
from services.reporting.domain.summary import ConferenceSummary, QuarterSummary
from services.reporting.domain.thawed import thawed, thawed_lines
from services.reporting.exports import appendix_1, appendix_2, appendix_3

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Workbooks:
    """Builds the forms' files one after the other."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def quarter(
        self,
        summary: QuarterSummary,
        petitions: Sequence[PetitionLine],
        left_open: Sequence[AgedPetition],
        reports: Sequence[Reconciled],
    ) -> bytes:
        """Phụ lục 3 as a file, with the petitions behind it, what is left open, and the units' reports."""
        return await self._run(appendix_3, summary, tuple(petitions), tuple(left_open), tuple(reports))

    async def edition(self, edition: Edition) -> bytes:
        """Phụ lục 3 as it was frozen, as a file."""
        return await self._run(appendix_3, thawed(edition), tuple(thawed_lines(edition)), (), (), edition)

    async def conference(self, summary: ConferenceSummary, petitions: Sequence[PetitionLine]) -> bytes:
        """Phụ lục 1 or 2 as a file."""
        build = appendix_1 if summary.section == "I" else appendix_2
        return await self._run(build, summary, tuple(petitions))

    async def _run(self, build: object, *values: object) -> bytes:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), _end_with_the_parent)
        return await asyncio.get_running_loop().run_in_executor(self._pool, build, *values)  # pyright: ignore

    async def close(self) -> None:
        """Ends the process, if one was needed."""
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
