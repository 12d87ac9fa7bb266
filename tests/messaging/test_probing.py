"""A probe goes the way of a fact, from the outbox through Kafka to who follows; nothing is left to count."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from shared.clock import Clock
from shared.messaging import topics
from shared.messaging.broker import build_broker, start_broker
from shared.messaging.consumer import Subscription
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.probing import Probing
from shared.messaging.relay import Relay
from tests.builders.waiting import until
from tests.messaging.conftest import House
from tests.messaging.test_following import Notes, fact, lying


async def test_a_probe_goes_the_way_of_a_fact_and_is_seen_by_who_follows(house: House) -> None:
    async def seen() -> bool:
        found = await house.rows("SELECT number FROM probes WHERE service = 'petitions'")
        return [row[0] for row in found] == [told]

    notes = Notes()
    broker = build_broker(house.servers, "petitions")
    follower = Follower(house.shop, notes)
    group = f"probes-{house.unit_id}"
    Subscription(broker, follower, group=group, replica="0", topics=[topics.PROBES])
    await start_broker(broker)
    relaying = asyncio.ensure_future(Relay(house.shop, house.servers).run())
    try:
        # Later than any probe that other tests of the run have left on the topic.
        await Probing(replace(house.shop, clock=Clock(datetime(2040, 1, 1, tzinfo=UTC)))).tell()
        told = await _told(house)
        await until(seen)
    finally:
        relaying.cancel()
        await broker.stop()
    assert notes.worked == []
    assert await house.rows("SELECT 1 FROM acts WHERE subject NOT LIKE 'conference/%'") == []
    assert await house.rows("SELECT 1 FROM followed WHERE topic = $1", topics.PROBES) == []


async def _told(house: House) -> int:
    return (
        await house.rows(
            "SELECT (convert_from(value, 'UTF8')::jsonb->>'number')::bigint "
            "FROM outbox_records WHERE topic = $1",
            topics.PROBES,
        )
    )[0][0]


NO_PROBES = [
    b"{",
    None,
    b'{"service": "\xff"}',
    b"[" * 100_000,
    b'{"service": "a\\u0000", "number": 1, "at": "2024-05-01T00:00:00Z"}',
    b'{"service": "a", "number": 99999999999999999999, "at": "2024-05-01T00:00:00Z"}',
]


async def test_what_is_no_probe_stops_neither_probes_nor_facts(house: House) -> None:
    probe = b'{"service": "notices", "number": 7, "at": "2024-12-02T02:00:00Z"}'
    lying_there = [Record(topics.PROBES, 3, n, None, value) for n, value in enumerate([*NO_PROBES, probe])]
    notes = Notes()
    follower = Follower(house.shop, notes)
    await follower.take([*lying_there, *lying([fact("conference/a", 1)])])
    older = probe.replace(b"7", b"6")
    await follower.take([Record(topics.PROBES, 3, len(lying_there), None, older)])
    assert (await house.rows("SELECT number FROM probes WHERE service = 'notices'"))[0][0] == 7
    assert notes.worked == [("conference/a", 1)]
    assert await house.rows("SELECT 1 FROM parked_facts") == []
