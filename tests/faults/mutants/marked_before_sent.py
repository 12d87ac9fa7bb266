"""Packets of the outbox are marked as published before Kafka has acknowledged them."""

from collections.abc import Sequence

from aiokafka import AIOKafkaProducer

from shared.messaging.packets import Row
from shared.messaging.relay import Relay
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = Relay._lanes

    async def marked(
        self: Relay, producer: AIOKafkaProducer, rows: Sequence[Row]
    ) -> tuple[dict[tuple[str, int], list[Row]], list[Row]]:
        lanes, homeless = await real(self, producer, rows)
        async with self._bench.engine.begin() as conn:
            ids = [row.id for lane in lanes.values() for row in lane]
            await conn.exec_driver_sql("UPDATE outbox SET published_at = now() WHERE id = ANY($1)", (ids,))
        return lanes, homeless

    patch(Relay, "_lanes", marked)
