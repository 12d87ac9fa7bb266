"""How long ago did the service last promise how far it has come? Told also while it can promise nothing.

Who leads says so each second, and who led and can't even lead; who follows another says 0.
"""

import asyncio
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.observability import metrics

EVERY_S = 1.0
TRUSTED = timedelta(minutes=2)
"""Who has followed others for so long takes it that they promised: before, the lead may go to and fro between
replicas none of which can promise, and the age is counted on from what was promised last."""


class PromiseAge:
    """The gauge of one replica."""

    def __init__(self, service: str, clock: Clock) -> None:
        self._gauge, self._clock = metrics.PROGRESS_AGE.labels(service), clock
        self._promised = clock.now()
        """As of when; what was promised before this replica began is not known to it."""
        self._following: datetime | None = None
        """Since when another leads."""

    def promised(self, at: datetime) -> None:
        """All before `at` was promised just now."""
        self._promised = at
        self._tell()

    def elsewhere(self) -> None:
        """Another leads: the age is his to say.

        Said once: of processes that share their figures the last word holds, and he speaks every second.
        """
        now = self._clock.now()
        if self._following is None:
            self._following = now
            self._gauge.set(0)
        elif now - self._following >= TRUSTED:
            self._promised = now

    def leads(self) -> None:
        """This replica leads from now on."""
        self._following = None
        self._tell()

    async def grow(self) -> None:
        """Tells the age each second while no other leads; never returns."""
        while True:
            if self._following is None:
                self._tell()
            await asyncio.sleep(EVERY_S)

    def _tell(self) -> None:
        self._gauge.set((self._clock.now() - self._promised).total_seconds())
