"""What if an agency's topic ends before what was read of it? It was deleted and made anew, or put back.

What comes on it would lie where something else was decided, and be passed over in silence. So the topic is
read from its beginning, loudly: what was decided before is known by its id and is a repeat. The ledger of the
earlier life keeps its receipts under offsets below zero, where no record lies.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute
from shared.messaging.desk import Bench
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Partition

log = structlog.get_logger(__name__)
LOOKS: Final = 3
"""As often in a row has it to be seen: a broker that has just become a leader may know less for a moment."""
FAR: Final = 1 << 60
"""So far away is nobody: rows that move there and back meet none of their own partition on the way."""

BEGIN_ANEW = "UPDATE positions SET next_offset = 0 WHERE topic = $1 AND partition = $2 AND next_offset = $3"
SHIFT = 'UPDATE {} SET "offset" = "offset" + $3 WHERE topic = $1 AND partition = $2'
PLACED: Final = ("receipts", "waiting", "dead_letters")
"""What is kept by where a record lay."""


class MadeAnew:
    """Looks for such topics among those that one service takes in."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._seen: dict[Partition, int] = {}

    async def look(
        self, offsets: Offsets, standing: Mapping[Partition, int], ends: Mapping[Partition, int]
    ) -> None:
        """Begins anew what ends before where it stands (`ends`: up to where it can be read)."""
        behind = [partition for partition, end in ends.items() if end < standing[partition]]
        put = await offsets.put(behind) if behind else {}
        short = {partition for partition, end in put.items() if end < standing[partition]}
        self._seen = {partition: self._seen.get(partition, 0) + 1 for partition in short}
        for partition in [each for each, times in self._seen.items() if times >= LOOKS]:
            await self._begin_anew(partition, standing[partition], put[partition])

    async def _begin_anew(self, partition: Partition, stood: int, end: int) -> None:
        async with self._bench.engine.begin() as conn:
            # Who decides something of it now finds the position elsewhere, and keeps nothing.
            if await begin_anew(conn, partition, stood):
                log.error(
                    "a topic ends before what was read of it: it was made anew; read from its beginning",
                    service=self._bench.service,
                    topic=partition[0],
                    partition=partition[1],
                    stood=stood,
                    ends=end,
                )


async def begin_anew(conn: AsyncConnection, partition: Partition, stood: int) -> bool:
    """From now on the partition is read from its beginning; False if it does not stand there any more."""
    moved = bool(await execute(conn, BEGIN_ANEW, *partition, stood))
    if moved:
        await put_below_zero(conn, partition, stood)
    return moved


async def put_below_zero(
    conn: AsyncConnection, partition: Partition, stood: int, tables: Sequence[str] = PLACED
) -> None:
    """What is kept of the earlier life lies where no record does."""
    for table in tables:
        for by in (-FAR, FAR - stood):
            await execute(conn, SHIFT.format(table), *partition, by)
