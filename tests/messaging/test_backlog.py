"""A backlog is read in large batches, side by side, and what others hang on first."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import pytest
from aiokafka import AIOKafkaProducer

from shared.messaging import head_start
from shared.messaging.admin import create_topics
from shared.messaging.breaker import Halted
from shared.messaging.broker import build_broker, start_broker
from shared.messaging.consumer import MAX_RECORDS, Subscription
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.lanes import LANES
from shared.messaging.topics import TopicSpec
from tests.builders.waiting import until
from tests.messaging.conftest import House
from tests.messaging.test_following import Notes, fact

EACH = MAX_RECORDS + 500
PARTITIONS = 4


class Told(Follower):
    """Notes of which topics, and how many, its batches were."""

    def __init__(self, house: House, stuck: str = "") -> None:
        """`stuck`: a topic that is stopped."""
        super().__init__(house.shop, Notes(), lanes=LANES)
        self.taken: list[list[str]] = []
        self._stuck = stuck

    async def take(self, records: Sequence[Record]) -> None:
        self.taken.append([record.topic for record in records])
        await super().take([record for record in records if record.topic != self._stuck])
        if self._stuck in self.taken[-1]:
            raise Halted({self._stuck: 60.0})

    def order(self, since: int = 0) -> list[str]:
        """The topics in the order in which they were taken."""
        return [topic for batch in self.taken[since:] for topic in batch]


async def filled(house: House, name: str, each: int = EACH) -> str:
    """A topic with so many facts on each partition, each of a subject of its own."""
    topic = f"doithoai.{name}.{house.unit_id}"
    await create_topics(house.servers, [TopicSpec(topic, PARTITIONS)])
    producer = AIOKafkaProducer(bootstrap_servers=house.servers)
    await producer.start()
    sent = [
        await producer.send(topic, fact(f"conference/{name}{p}-{n:04}", 1), partition=p)
        for n in range(each)
        for p in range(PARTITIONS)
    ]
    await asyncio.gather(*sent)
    await producer.stop()
    return topic


@asynccontextmanager
async def reading(house: House, follower: Follower, *topics: str) -> AsyncIterator[Subscription]:
    broker = build_broker(house.servers, "petitions")
    subscription = Subscription(
        broker, follower, group=f"backlog-{house.unit_id}", replica="0", topics=topics, lanes=LANES,
        first=topics[0],
    )  # fmt: skip
    await start_broker(broker)
    try:
        yield subscription
    finally:
        await broker.stop()


async def worked(house: House, at_least: int, *topics: str) -> bool:
    found = await house.rows(
        "SELECT coalesce(sum(next_offset), 0) FROM positions WHERE topic = ANY($1)", list(topics)
    )
    return found[0][0] >= at_least


async def test_a_backlog_is_read_in_full_lanes_through_a_stop_in_its_midst(house: House) -> None:
    topic = await filled(house, "lanes")
    sizes: list[int] = []
    for enough in (1, PARTITIONS * EACH):
        told = Told(house)
        async with reading(house, told, topic):
            await until(partial(worked, house, enough, topic))
        sizes += map(len, told.taken)
    assert max(sizes) == LANES * MAX_RECORDS
    found = await house.rows(
        "SELECT count(*), count(DISTINCT subject) FROM acts WHERE subject LIKE '%/lanes%'"
    )
    assert tuple(found[0]) == (PARTITIONS * EACH,) * 2


async def test_what_others_hang_on_is_read_before_them_at_the_start_and_when_positions_are_set_back(
    house: House,
) -> None:
    first, other = await filled(house, "first"), await filled(house, "other", 100)
    everything = partial(worked, house, PARTITIONS * (EACH + 100), first, other)
    told = Told(house)
    async with reading(house, told, first, other) as subscription:
        await until(everything)
        assert sorted(told.order()) == told.order()
        again = len(told.taken)
        async with house.engine.begin() as conn:
            await conn.exec_driver_sql("TRUNCATE positions, followed, acts")
        watching = asyncio.ensure_future(subscription.watch(house.engine))
        await until(everything)
        watching.cancel()
        assert sorted(told.order(again)) == told.order(again)


async def test_who_gets_nowhere_with_the_first_topic_reads_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head_start, "STILL_S", 0.2)
    monkeypatch.setattr(head_start, "LONGEST_S", 600)
    first, other = await filled(house, "first", 10), await filled(house, "other", 10)
    async with reading(house, Told(house, stuck=first), first, other):
        await until(partial(worked, house, 1, other))


async def test_nothing_is_held_back_where_there_is_no_backlog(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head_start, "STILL_S", 600)
    monkeypatch.setattr(head_start, "LONGEST_S", 600)
    first, other = await filled(house, "first", 0), await filled(house, "other", 10)
    async with reading(house, Told(house), first, other):
        await until(partial(worked, house, PARTITIONS * 10, other))
