"""A topic of an agency that was deleted and made again is read from its beginning: nothing is passed over."""

import asyncio
from functools import partial

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.new_topic import NewTopic

from shared.messaging import made_anew, progress
from shared.messaging.broker import build_broker, start_broker
from shared.messaging.consumer import Subscription
from shared.messaging.intake import Intake
from shared.messaging.liveness import Stillness
from shared.messaging.progress import ProgressWriter
from shared.messaging.upkeep import Upkeep
from tests.builders.waiting import until
from tests.messaging.conftest import House, OneUnit
from tests.messaging.test_consumer import values
from tests.messaging.test_transactions import law_broken, stands


async def made_again(house: House) -> None:
    """Deletes the unit's topic and makes it again, empty."""
    admin = AIOKafkaAdminClient(bootstrap_servers=house.servers)
    await admin.start()
    try:
        await admin.delete_topics([house.topic])
        await until(partial(is_there, admin, house.topic, False))
        await admin.create_topics([NewTopic(house.topic, 1, 1)])
        await until(partial(is_there, admin, house.topic, True))
    finally:
        await admin.close()


async def is_there(admin: AIOKafkaAdminClient, topic: str, wanted: bool) -> bool:
    return (topic in await admin.list_topics()) is wanted


async def test_a_topic_that_was_made_anew_is_read_from_its_beginning_and_its_ledger_is_kept(
    house: House,
) -> None:
    intake, broker = Intake(house.shop), build_broker(house.servers, "petitions")
    subscription = Subscription(
        broker, intake, group=f"anew-{house.unit_id}", replica="0", topics=[house.topic]
    )
    await start_broker(broker)
    watching = asyncio.ensure_future(subscription.watch(house.engine))
    upkeep = Upkeep(house.shop, house.servers, [], Stillness([intake]))
    try:
        sent = values(house, range(6))
        await house.send(*sent[:5], b"{")
        await until(partial(stands, house, 6))
        before = await house.outcomes()
        await made_again(house)
        # Two that were sent before, and one that is new: both lie where others were decided.
        await house.send(*sent[3:])
        async with OneUnit(house) as offsets:
            for _ in range(made_anew.LOOKS - 1):
                await upkeep.measure(offsets)
                assert await stands(house, 6)
            await upkeep.measure(offsets)
            await until(partial(stands, house, 3))
            assert await law_broken(house, offsets) == []
    finally:
        watching.cancel()
        await broker.stop()
    kept = await house.outcomes()
    assert {offset: kept.pop(offset) for offset in range(3)} == {
        0: "duplicate",
        1: "duplicate",
        2: "accepted",
    }
    assert kept == {offset - 6: outcome for offset, outcome in before.items()}
    assert len(await house.rows("SELECT 1 FROM acts WHERE name = 'PetitionReceived'")) == 6


async def test_what_can_not_come_any_more_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A promise that hung on it would hold up the whole city."""
    await house.send(*values(house, range(2)))
    async with OneUnit(house) as offsets:
        writer = ProgressWriter(house.shop, house.servers)
        assert await writer.measure(offsets) is None
        await made_again(house)
        assert await writer.measure(offsets) is None
        monkeypatch.setattr(progress, "GONE", progress.GONE * 0)
        await writer.measure(offsets)
        assert await writer.measure(offsets) is not None
