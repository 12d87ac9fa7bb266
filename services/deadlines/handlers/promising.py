"""Up to when is every calendar known that was recorded (R29)? Deadlines promises it, reporting relies on it.

Its other facts are conclusions; no figure is folded from them.
"""

from services.deadlines.store import law
from shared.messaging.offsets import Offsets
from shared.messaging.progress import MARGIN, Progress, ProgressWriter


class CalendarPromise(ProgressWriter):
    """Says on `doithoai.progress.v1` that every calendar recorded before a moment is on its topic."""

    async def measure(self, offsets: Offsets) -> Progress | None:
        """What can be promised now."""
        bench = self._bench
        async with bench.engine.begin() as conn:
            await law.look(conn)
            at = bench.clock.now() - MARGIN
            unpublished = await law.unpublished_since(conn)
        if unpublished is not None:
            at = min(at, unpublished)
        facts = await offsets.partitions([bench.facts_topic])
        published = await offsets.ends(facts)
        ends = {partition: end for (_, partition), end in published.items()}
        return Progress(bench.service, at, ends)
