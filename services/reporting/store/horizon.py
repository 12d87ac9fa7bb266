"""Up to which moment is everything recorded in this database? The `known_at` that can be promised (R29).

`known_until` says up to when all was taken in; of that, what is held back is not known.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.held_back import JUST_BEFORE_THE_OLDEST
from shared.messaging.positions import Partition

# One statement: the positions are looked at in the moment in which the horizon moves.
REACH = (
    "INSERT INTO horizon (id, known_until) SELECT 1, $1 WHERE NOT EXISTS ("
    "SELECT 1 FROM unnest($2::text[], $3::int[], $4::bigint[]) AS w(topic, partition, until) "
    "LEFT JOIN positions p USING (topic, partition) WHERE coalesce(p.next_offset, 0) < w.until) "
    "ON CONFLICT (id) DO UPDATE SET known_until = greatest(horizon.known_until, excluded.known_until) "
    "RETURNING known_until"
)
READ = f"SELECT least(known_until, {JUST_BEFORE_THE_OLDEST}) FROM horizon WHERE id = 1"


async def reach(conn: AsyncConnection, promised: datetime, ends: Mapping[Partition, int]) -> datetime | None:
    """Moves the horizon to `promised` if the positions have reached `ends`; where it is then, else None."""
    wanted = sorted(ends.items())
    found = await conn.exec_driver_sql(
        REACH,
        (promised, [t for (t, _), _ in wanted], [p for (_, p), _ in wanted], [end for _, end in wanted]),
    )
    return found.scalar_one_or_none()


async def known_until(conn: AsyncConnection) -> datetime | None:
    """The horizon; None while it is not known, as after a rebuild."""
    return (await conn.exec_driver_sql(READ)).scalar_one_or_none()
