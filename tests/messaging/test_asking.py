"""How a consumer asks Kafka for records, and what it tells Kafka: all together, and never too much."""

import asyncio
from functools import partial
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.fetch import FetchRequest
from sqlalchemy.exc import OperationalError

from shared.messaging import acknowledging, consumer, topics
from shared.messaging import intake as intakes
from shared.messaging.intake import Intake
from shared.messaging.pace import Pace
from tests.builders.waiting import until
from tests.messaging.conftest import House
from tests.messaging.test_consumer import more, values


async def test_what_is_worked_on_is_not_asked_around(house: House, monkeypatch: Any) -> None:
    """A topic that gets nothing would keep the records of one that does waiting, as long as Kafka waits."""
    still = topics.inbound(house.unit_id, "notices")
    asked: list[set[str]] = []
    real = intakes.settle

    class Asking(FetchRequest):
        def __init__(self, wait: int, least: int, most: int, level: int, of: Any, **options: Any) -> None:
            asked.append({topic for topic, _ in of})
            super().__init__(wait, least, most, level, of, **options)

    async def settle(*arguments: Any) -> Any:
        await asyncio.sleep(0.4)
        return await real(*arguments)

    monkeypatch.setattr("aiokafka.consumer.fetcher.FetchRequest", Asking)
    monkeypatch.setattr(intakes, "settle", settle)
    broker = await house.consume(f"asks-{house.unit_id}", also=[still])
    for number in range(3):
        await house.send(*values(house, range(number, number + 1)))
    await until(lambda: more(house, 2, 3))
    await broker.stop()
    assert asked
    assert all(of == {house.topic, still} for of in asked)


async def test_kafka_is_told_where_the_database_stands_and_never_more(house: House, monkeypatch: Any) -> None:
    """Once for all batches of a while; a batch that fails is not told at all."""
    group, real, told = f"told-{house.unit_id}", intakes.settle, asyncio.Event()
    monkeypatch.setattr(acknowledging, "ACKNOWLEDGE_S", 0.1)
    await house.send(*values(house, range(3)))
    broker = await house.consume(group)
    await until(partial(_acknowledged, house, group, 3))

    async def settle(*arguments: Any) -> Any:
        told.set()
        raise OperationalError("x", {}, ConnectionError("gone"), connection_invalidated=True)

    monkeypatch.setattr(intakes, "settle", settle)
    await house.send(*values(house, range(3, 5)))
    await told.wait()
    await asyncio.sleep(0.3)
    assert await _acknowledged(house, group, 3)
    monkeypatch.setattr(intakes, "settle", real)
    await until(partial(_acknowledged, house, group, 5))
    await broker.stop()


async def _acknowledged(house: House, group: str, offset: int) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=house.servers)
    await admin.start()
    try:
        found = await admin.list_consumer_group_offsets(group)
    finally:
        await admin.close()
    return [each.offset for at, each in found.items() if at.topic == house.topic] == [offset]


async def test_who_is_sent_back_while_a_batch_is_gathered_decides_nothing_twice(
    house: House, monkeypatch: Any
) -> None:
    """Partitions may be given out anew at any moment; the batch then holds the same records twice."""
    decided: list[int] = []
    real, settle = Pace.keep, intakes.settle

    async def keep(self: Pace) -> None:
        await real(self)
        if not decided:
            reader = broker.subscribers[0].consumer
            reader.seek(TopicPartition(house.topic, 0), 0)
            await asyncio.sleep(0.5)

    async def settling(conn: Any, shop: Any, batch: Any) -> Any:
        decided.append(len(batch))
        return await settle(conn, shop, batch)

    monkeypatch.setattr(Pace, "keep", keep)
    monkeypatch.setattr(intakes, "settle", settling)
    await house.send(*values(house, range(3)))
    broker = await house.consume(f"back-{house.unit_id}")
    await until(lambda: more(house, 2, 3))
    await house.send(*values(house, range(3, 4)))
    await until(lambda: more(house, 3, 4))
    await broker.stop()
    assert decided == [3, 1]
    assert list((await house.outcomes()).values()) == ["accepted"] * 4


async def test_what_comes_while_a_batch_is_gathered_is_in_it_and_one_that_is_full_waits_for_nothing(
    house: House, monkeypatch: Any
) -> None:
    batches, gathering, go_on = list[int](), asyncio.Event(), asyncio.Event()
    real = Intake.take

    async def take(self: Intake, records: Any) -> None:
        # Whoever is given its partitions anew meanwhile reads some twice.
        batches.append(len({record.place for record in records}))
        await real(self, records)

    async def keep(_: Pace) -> None:
        gathering.set()
        await go_on.wait()

    monkeypatch.setattr(Intake, "take", take)
    monkeypatch.setattr(Pace, "keep", keep)
    monkeypatch.setattr(consumer, "MAX_RECORDS", 4)
    broker = await house.consume(f"gathers-{house.unit_id}")
    await house.send(*values(house, range(1)))
    await gathering.wait()
    await house.send(*values(house, range(1, 3)))
    await until(partial(_held_up_to, broker, TopicPartition(house.topic, 0), 3))
    go_on.set()
    await until(lambda: more(house, 2, 3))
    go_on.clear()
    await house.send(*values(house, range(3, 11)))
    await until(lambda: more(house, 10, 11))
    await broker.stop()
    assert batches == [3, 4, 4]
    assert list((await house.outcomes()).values()) == ["accepted"] * 11


async def test_the_pace_hears_of_the_end_of_a_batch_whatever_came_of_it(
    house: House, monkeypatch: Any
) -> None:
    """The rest between two batches is counted from it; without it each wave was a batch of its own."""
    heard: list[str] = []
    keep, end, real = Pace.keep, Pace.end, Intake.take

    async def keeping(self: Pace) -> None:
        await keep(self)
        heard.append("begins")

    def ending(self: Pace) -> None:
        end(self)
        heard.append("ends")

    async def take(self: Intake, records: Any) -> None:
        heard.append("is taken")
        if heard.count("is taken") == 1:
            raise RuntimeError("nobody foresaw it")
        await real(self, records)

    monkeypatch.setattr(Pace, "keep", keeping)
    monkeypatch.setattr(Pace, "end", ending)
    monkeypatch.setattr(Intake, "take", take)
    await house.send(*values(house, range(2)))
    broker = await house.consume(f"rests-{house.unit_id}")
    await until(lambda: more(house, 1, 2))
    await broker.stop()
    assert heard == ["begins", "is taken", "ends"] * 2


async def _held_up_to(broker: Any, partition: TopicPartition, end: int) -> bool:
    """Kafka has answered the consumer what lies there, that far."""
    return broker.subscribers[0].consumer.highwater(partition) == end
