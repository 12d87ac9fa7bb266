"""Stopped, killed or cut off from its database, a consumer loses nothing and decides nothing twice."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError

from shared.messaging import consumer, topics
from shared.messaging import intake as intakes
from shared.messaging.admin import create_topics
from shared.messaging.broker import build_broker, start_broker, stop_broker
from shared.messaging.consumer import Subscription
from shared.messaging.intake import Intake
from shared.messaging.liveness import STILL_S, Stillness
from shared.messaging.offsets import Offsets
from shared.messaging.progress import ProgressWriter
from shared.messaging.relay import Relay
from shared.messaging.topics import TopicSpec
from shared.messaging.upkeep import Upkeep
from tests.builders.envelopes import encoded, petition
from tests.builders.waiting import until
from tests.messaging.conftest import House, OneUnit


def values(house: House, numbers: range) -> list[bytes]:
    return [encoded(petition(house.unit_id, f"kn-{house.unit_id}-{n}", "hn-1")) for n in numbers]


async def decided(house: House) -> int:
    return (await house.rows("SELECT count(*) FROM receipts"))[0][0]


async def test_a_graceful_stop_in_the_middle_of_the_stream_loses_and_repeats_nothing(house: House) -> None:
    group, total = f"stops-{house.unit_id}", 400

    async def publish() -> None:
        for start in range(0, total, 20):
            await house.send(*values(house, range(start, start + 20)))

    publishing = asyncio.ensure_future(publish())
    for _ in range(5):
        broker = await house.consume(group)
        seen = await decided(house)
        await until(partial(more, house, seen, total))
        await broker.stop()
    await publishing
    broker = await house.consume(group)
    await until(lambda: more(house, total - 1, total))
    await broker.stop()
    assert list((await house.outcomes()).values()) == ["accepted"] * total
    assert (await house.rows("SELECT count(*) FROM outbox_records WHERE topic = $1", house.shop.facts_topic))[
        0
    ][0] == total


async def more(house: House, seen: int, total: int) -> bool:
    now = await decided(house)
    return now > seen or now == total


async def test_a_database_that_is_away_for_a_while_is_waited_for(house: House, monkeypatch: Any) -> None:
    real, failures = intakes.settle, [3]

    async def settle(*arguments: Any) -> Any:
        if failures[0]:
            failures[0] -= 1
            raise OperationalError("x", {}, ConnectionError("gone"), connection_invalidated=True)
        return await real(*arguments)

    monkeypatch.setattr(intakes, "settle", settle)
    await house.send(*values(house, range(10)))
    broker = await house.consume(f"away-{house.unit_id}")
    await until(lambda: more(house, 9, 10))
    await broker.stop()
    assert failures == [0]
    assert list((await house.outcomes()).values()) == ["accepted"] * 10


async def test_an_exception_nobody_foresaw_brings_the_batch_back(house: House) -> None:
    class Clumsy(Intake):
        stumbles = 2

        async def take(self, records: Any) -> None:
            if self.stumbles:
                self.stumbles -= 1
                raise RuntimeError("a bug of ours")
            await super().take(records)

    await house.send(*values(house, range(10)))
    broker = await house.consume(f"bug-{house.unit_id}", intake=Clumsy(house.shop))
    await until(lambda: more(house, 9, 10))
    await broker.stop()
    assert list((await house.outcomes()).values()) == ["accepted"] * 10


async def test_committed_offsets_that_are_ahead_or_gone_change_nothing(house: House) -> None:
    await house.send(*values(house, range(5)))
    broker = await house.consume(f"first-{house.unit_id}")
    await until(lambda: more(house, 4, 5))
    await broker.stop()
    await house.send(*values(house, range(5, 10)))
    # Another group has no committed offsets at all: the positions in the database lead.
    broker = await house.consume(f"second-{house.unit_id}")
    await until(lambda: more(house, 9, 10))
    await broker.stop()
    assert list((await house.outcomes()).values()) == ["accepted"] * 10


async def test_progress_is_not_promised_before_all_that_was_put_before_is_decided_and_published(
    house: House,
) -> None:
    writer = ProgressWriter(house.shop, house.servers)
    async with OneUnit(house) as offsets:
        await house.send(*values(house, range(3)))
        assert await writer.measure(offsets) is None
        intake = Intake(house.shop)
        await intake.take([house.record(n, v) for n, v in enumerate(values(house, range(3)))])
        unpublished = await writer.measure(offsets)
        recorded = (await house.rows("SELECT min(recorded_at) FROM outbox_records"))[0][0]
        assert unpublished is not None
        assert unpublished.at <= recorded
        relaying = asyncio.ensure_future(Relay(house.shop, house.servers).run())
        await until(lambda: _published(house))
        relaying.cancel()
        published = await writer.measure(offsets)
        assert published is not None
        assert published.at > recorded
        assert sum(published.offsets.values()) >= 3


async def test_a_topic_that_was_just_made_is_looked_at_before_anything_is_promised(house: House) -> None:
    class New(Offsets):
        async def partitions(self, *asked: Any, **named: Any) -> Any:
            return [at for at in await super().partitions(*asked, **named) if at[0] in (made, facts)]

    made, facts = topics.inbound(f"moi-{house.unit_id}"[:64], "petitions"), house.shop.facts_topic
    writer = ProgressWriter(house.shop, house.servers)
    async with New(house.servers) as offsets:
        assert await offsets.partitions([made]) == []
        await create_topics(house.servers, [TopicSpec(made, 1)])
        producer = AIOKafkaProducer(bootstrap_servers=house.servers)
        await producer.start()
        await producer.send_and_wait(made, b"{}")
        await producer.stop()
        assert await writer.measure(offsets) is None


async def test_a_consumer_that_stands_still_is_seen_by_its_progress_though_kafka_answers(
    house: House,
) -> None:
    class StandsStill(Intake):
        async def take(self, records: Any) -> None:
            await end.wait()

    end, hand = asyncio.Event(), [0.0]
    labels = {"service": "petitions", "topic": "inbound"}
    intake = StandsStill(house.shop)
    broker = await house.consume(f"still-{house.unit_id}", intake=intake)
    stillness = Stillness([intake], tick=lambda: hand[0])
    upkeep = Upkeep(house.shop, house.servers, [], stillness)
    try:
        writer = ProgressWriter(house.shop, house.servers)
        async with OneUnit(house) as offsets:
            first = await writer.measure(offsets)
            assert first is not None
            unread_from = house.shop.clock.now()
            await house.send(*values(house, range(4)))
            for _ in range(3):
                again = await writer.measure(offsets)
                assert again is not None
                assert again.at <= unread_from
                assert REGISTRY.get_sample_value("doithoai_consumer_lag_records", labels) == 4
                await upkeep.measure(offsets)
                assert stillness.alive()
            hand[0] = STILL_S
            await upkeep.measure(offsets)
            assert stillness.still() == [(house.topic, 0)]
            assert not stillness.alive()
    finally:
        end.set()
        await broker.stop()


async def _published(house: House) -> bool:
    return (await house.rows("SELECT count(*) FROM outbox_records WHERE published_at IS NULL"))[0][0] == 0


async def test_several_servers_may_be_named_and_one_that_is_away_is_passed_over(house: House) -> None:
    broker = build_broker(f"127.0.0.1:1,{house.servers}", "petitions")
    try:
        async with asyncio.timeout(30):
            await broker.start()
    finally:
        await broker.stop()


async def test_who_is_asked_to_stop_leaves_what_it_held_to_others_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who waited for the session of who held the partition before would wait in vain.
    monkeypatch.setattr(consumer, "SESSION_MS", 300_000)
    group = f"leaves-{house.unit_id}"
    for replica in range(2):
        await house.send(*values(house, range(5 * replica, 5 * replica + 5)))
        broker = await house.consume(group, str(replica))
        await until(partial(more, house, 5 * replica + 4, 5 * replica + 5))
        await stop_broker(broker)


async def test_who_is_asked_to_stop_tells_kafka_nothing_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker, told, stop = build_broker(house.servers, "petitions"), list[object](), AIOKafkaConsumer.stop
    group = f"tells-{house.unit_id}"
    subscription = Subscription(broker, Intake(house.shop), group=group, replica="0", topics=[house.topic])

    async def commits(_: AIOKafkaConsumer, stand: object) -> None:
        told.append(stand)
        raise ConnectionError

    async def stops(client: AIOKafkaConsumer) -> None:
        told.clear()
        await subscription._acknowledging._tell()
        await stop(client)

    monkeypatch.setattr(AIOKafkaConsumer, "commit", commits)
    monkeypatch.setattr(AIOKafkaConsumer, "stop", stops)
    await start_broker(broker)
    await house.send(*values(house, range(5)))
    await until(partial(more, house, 4, 5))
    await until(partial(_any, told))
    await stop_broker(broker)
    assert told == []


async def _any(found: Sequence[object]) -> bool:
    return bool(found)
