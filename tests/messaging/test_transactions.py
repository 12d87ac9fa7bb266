"""A unit may send in transactions of Kafka's: what it committed is decided, and holds nobody up (0030)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from prometheus_client import REGISTRY

from cli import laws
from cli.streams import records_at
from shared.clock import Clock
from shared.messaging import positions, progress, topics, waiting
from shared.messaging.broker import build_broker, start_broker
from shared.messaging.consumer import Subscription
from shared.messaging.intake import Intake
from shared.messaging.liveness import STILL_S, Stillness
from shared.messaging.markers import PassingOver
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Stretch
from shared.messaging.progress import ProgressWriter
from shared.messaging.upkeep import Upkeep
from tests.builders.waiting import until
from tests.messaging.conftest import House, OneUnit
from tests.messaging.test_consumer import values

LAG = {"service": "petitions", "topic": "inbound"}


@asynccontextmanager
async def producing(house: House, name: str = "a") -> AsyncIterator[AIOKafkaProducer]:
    """A producer that sends in transactions."""
    producer = AIOKafkaProducer(
        bootstrap_servers=house.servers, transactional_id=f"{house.unit_id}-{name}", request_timeout_ms=10_000
    )
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def put(producer: AIOKafkaProducer, house: House, numbers: Sequence[int]) -> None:
    """Puts these petitions on the unit's topic, in the transaction that is open."""
    for value in values(house, range(numbers[0], numbers[-1] + 1)):
        await producer.send_and_wait(house.topic, value=value, partition=0)


async def transaction(producer: AIOKafkaProducer, house: House, numbers: Sequence[int], *, end: bool) -> None:
    """A transaction with these petitions that is committed, or else taken back."""
    await producer.begin_transaction()
    await put(producer, house, numbers)
    await (producer.commit_transaction() if end else producer.abort_transaction())


@asynccontextmanager
async def working(house: House) -> AsyncIterator[Intake]:
    """A worker's consumer of the unit's topic, with what passes over markers."""
    intake, broker = Intake(house.shop), build_broker(house.servers, "petitions")
    subscription = Subscription(
        broker, intake, group=f"transactions-{house.unit_id}", replica="0", topics=[house.topic]
    )
    passing = PassingOver(house.engine, house.servers, intake.standing, subscription.handed_out)
    await start_broker(broker)
    running = asyncio.ensure_future(passing.run())
    try:
        yield intake
    finally:
        running.cancel()
        await broker.stop()


async def stands(house: House, at: int) -> bool:
    return await house.rows("SELECT next_offset FROM positions WHERE topic = $1", house.topic) == [(at,)]


async def ends_at(house: House, offsets: Offsets, end: int) -> bool:
    return await offsets.ends([(house.topic, 0)]) == {(house.topic, 0): end}


async def law_broken(house: House, offsets: Offsets) -> Sequence[str]:
    """What the audit finds of the records of this topic."""
    places = [(house.topic, 0)]
    begins, ends = await offsets.begins(places), await offsets.ends(places)
    url = house.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        ranges = {at: (begins[at], ends[at]) for at in places}
        lie = partial(records_at, house.servers)
        law = await laws.every_record_has_one_outcome("petitions", ranges, connection, lie)
        return law.broken
    finally:
        await connection.close()


async def test_what_a_transaction_committed_is_decided_what_it_took_back_never_was_and_nobody_is_held_up(
    house: House,
) -> None:
    hand = [0.0]
    async with working(house) as intake, producing(house) as producer, OneUnit(house) as offsets:
        writer = ProgressWriter(house.shop, house.servers)
        stillness = Stillness([intake], tick=lambda: hand[0])
        upkeep = Upkeep(house.shop, house.servers, [], stillness)
        await transaction(producer, house, range(3), end=True)
        await until(partial(stands, house, 4))
        await transaction(producer, house, range(3, 5), end=False)
        await until(partial(stands, house, 7))
        await transaction(producer, house, range(5, 6), end=True)
        await until(partial(stands, house, 9))
        assert await house.outcomes() == dict.fromkeys((0, 1, 2, 7), "accepted")
        assert await offsets.ends([(house.topic, 0)]) == {(house.topic, 0): 9}
        since = house.shop.clock.now()
        told = await writer.measure(offsets)
        assert told is not None
        assert told.at <= since + timedelta(seconds=1)
        for hand[0] in (0.0, STILL_S):
            await upkeep.measure(offsets)
        assert stillness.still() == []
        assert await law_broken(house, offsets) == []
        # A record that was lost would still be named.
        async with house.engine.begin() as conn:
            await conn.exec_driver_sql('DELETE FROM receipts WHERE "offset" = 7')
        assert await law_broken(house, offsets) == [f"no outcome: {(house.topic, 0, 7)}"]


async def test_an_open_transaction_is_waited_for_a_moment_and_holds_nobody_up_for_longer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(house) as intake, producing(house) as producer, OneUnit(house) as offsets:
        writer = ProgressWriter(house.shop, house.servers)
        stillness, hand = Stillness([intake], tick=lambda: hand[0]), [0.0]
        upkeep = Upkeep(house.shop, house.servers, [], stillness)
        first = await writer.measure(offsets)
        assert first is not None
        await producer.begin_transaction()
        await put(producer, house, range(2))
        opened = house.shop.clock.now()
        # It may have been committed just now: nothing is promised beyond it.
        for _ in range(2):
            told = await writer.measure(offsets)
            assert REGISTRY.get_sample_value("doithoai_consumer_lag_records", LAG) == 0
            assert told is not None
            assert told.at < opened
        for hand[0] in (0.0, STILL_S):
            await upkeep.measure(offsets)
        assert stillness.still() == []
        monkeypatch.setattr(progress, "OPEN", timedelta(0))
        told = await writer.measure(offsets)
        assert told is not None
        assert told.at >= opened - progress.MARGIN
        assert await house.outcomes() == {}
        await producer.commit_transaction()
        await until(partial(stands, house, 3))
        assert await house.outcomes() == dict.fromkeys((0, 1), "accepted")


class ByHand(Clock):
    """A clock that stands still until it is moved on."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at

    def now(self) -> datetime:
        return self.at


async def test_while_a_transaction_is_open_the_platform_is_taken_for_one_that_keeps_up(house: House) -> None:
    """What waits for its subject, or its right, grows old meanwhile."""
    clock = ByHand(house.shop.clock.now())
    async with producing(house) as producer, OneUnit(house) as offsets:
        await producer.begin_transaction()
        await put(producer, house, range(1))
        writer = ProgressWriter(replace(house.shop, clock=clock), house.servers)
        told = [await writer.measure(offsets)]
        lags: list[timedelta] = []
        for _ in range(3 * progress.OPEN // timedelta(seconds=1)):
            clock.at += timedelta(seconds=progress.EVERY_S)
            told.append(await writer.measure(offsets))
            lags += [clock.at - each.at for each in told[-1:] if each]
        assert progress.OPEN < max(lags) < timedelta(seconds=waiting.LEAP_S)
        await producer.abort_transaction()


async def test_what_is_passed_over_moves_no_other_partition_that_stands_at_the_same_place(
    house: House,
) -> None:
    """Or a record there would be skipped that nobody has decided."""
    other = topics.inbound(house.unit_id, "notices")
    there = [Stretch(topic, number, 0, 3) for topic in (house.topic, other) for number in (0, 1)]
    async with house.engine.begin() as conn:
        await positions.advance(conn, there)
        moved = await positions.pass_over(conn, [Stretch(house.topic, 0, 3, 5)])
        found = await positions.read(conn, [(each.topic, each.partition) for each in there])
    assert moved == {(house.topic, 0)}
    assert found == {(each.topic, each.partition): 3 for each in there} | {(house.topic, 0): 5}


async def test_what_is_no_record_is_passed_over_also_before_a_record_that_is_being_decided(
    house: House,
) -> None:
    async with producing(house) as producer, OneUnit(house) as offsets:
        await transaction(producer, house, range(2), end=False)
        await until(partial(ends_at, house, offsets, 3))  # Kafka answers before the marker lies there.
        await house.send(*values(house, range(2, 3)))
        end = 4
        intake = Intake(house.shop)
        await intake.assigned([(house.topic, 0)])

        async def handed_out() -> dict[tuple[str, int], int]:
            return {(house.topic, 0): end}

        await PassingOver(house.engine, house.servers, intake.standing, handed_out).look()
        # Two records that never were and their marker; what is handed out and not decided stays before us.
        assert intake.standing.known() == {(house.topic, 0): 3}
        assert await stands(house, 3)
        await intake.take([house.record(3, values(house, range(2, 3))[0])])
        assert await house.outcomes() == {3: "accepted"}
