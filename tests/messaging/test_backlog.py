"""A backlog is read in large batches, side by side, and what others hang on first."""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer

from shared.messaging.admin import create_topics
from shared.messaging.broker import build_broker, start_broker
from shared.messaging.consumer import MAX_RECORDS, Subscription
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.lanes import LANES
from shared.messaging.topics import TopicSpec
from tests.messaging.conftest import House
from tests.messaging.test_following import Notes, fact


async def test_a_backlog_is_read_in_full_lanes_through_a_stop_in_its_midst(house: House) -> None:
    topic, each = f"doithoai.lanes.{house.unit_id}", MAX_RECORDS + 500
    await create_topics(house.servers, [TopicSpec(topic, 4)])
    producer = AIOKafkaProducer(bootstrap_servers=house.servers)
    await producer.start()
    sent = [
        await producer.send(topic, fact(f"conference/p{p}-{n:04}", 1), partition=p)
        for n in range(each)
        for p in range(4)
    ]
    await asyncio.gather(*sent)
    await producer.stop()
    taken: list[int] = []

    class Told(Follower):
        async def take(self, records: Sequence[Record]) -> None:
            taken.append(len(records))
            await super().take(records)

    async def worked() -> int:
        found = await house.rows("SELECT sum(next_offset) FROM positions WHERE topic = $1", topic)
        return found[0][0] or 0

    async def begun() -> bool:
        return await worked() > 0

    async def all_worked() -> bool:
        return await worked() == 4 * each

    notes = Notes()
    for done in (begun, all_worked):
        broker = build_broker(house.servers, "petitions")
        Subscription(
            broker, Told(house.shop, notes, lanes=LANES), group=f"lanes-{house.unit_id}", replica="0",
            topics=[topic], lanes=LANES,
        )  # fmt: skip
        await start_broker(broker)
        await house.until(done)
        await broker.stop()
    assert max(taken) == LANES * MAX_RECORDS
    assert len(notes.worked) == len(set(notes.worked)) == 4 * each
    assert (await house.rows("SELECT count(*) FROM acts WHERE subject LIKE 'conference/p%'"))[0][
        0
    ] == 4 * each
