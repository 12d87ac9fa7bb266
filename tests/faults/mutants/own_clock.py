"""Each process goes by the clock of its own machine, and asks nobody."""

from datetime import timedelta

from shared.database.common_clock import CommonClock
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    async def look(self: CommonClock) -> timedelta:
        self.agreed.set()
        return timedelta(0)

    patch(CommonClock, "look", look)
