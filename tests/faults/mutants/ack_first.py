"""Kafka's committed offset is believed, and committed before the work (FastStream's default, ACK_FIRST)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute
from shared.messaging import positions
from shared.messaging.consumer import Subscription
from shared.messaging.inbound import Record
from shared.messaging.intake import Intake
from shared.messaging.positions import Partition, Standing, Stretch
from tests.faults.mutants.patching import Patch

SET = (
    "INSERT INTO positions (topic, partition, next_offset) "
    "SELECT t, p, n FROM unnest($1::text[], $2::int[], $3::bigint[]) AS w(t, p, n) ORDER BY t, p "
    "ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset"
)


def apply(patch: Patch) -> None:
    real, assigned = Subscription._handle, Intake.assigned

    async def first(self: Subscription, message: Any) -> None:
        await message.ack()
        await real(self, message)

    async def nowhere(self: Intake, given: Sequence[Partition]) -> dict[Partition, int]:
        await assigned(self, given)
        return {}

    def whatever(_: Standing, records: Sequence[Record]) -> list[Record]:
        return list(records)

    async def noted(conn: AsyncConnection, covered: Sequence[Stretch]) -> None:
        await execute(
            conn, SET, [s.topic for s in covered], [s.partition for s in covered], [s.until for s in covered]
        )

    patch(Subscription, "_handle", first)
    patch(Intake, "assigned", nowhere)
    patch(Standing, "fresh", whatever)
    patch(positions, "advance", noted)
