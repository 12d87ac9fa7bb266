"""The outbox reaches its topic whole and in order, whoever wrote it and however often the relay dies."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiokafka import AIOKafkaProducer

from shared.database.engine import build_engine
from shared.database.migrate import migrate, upgrade
from shared.messaging import outbox, relay, subjects
from shared.messaging.outbox import Fact, Message
from shared.messaging.packets import BEHIND, REFUSED, UNPARK, Row
from shared.messaging.relay import Relay, build_producer
from tests.builders.waiting import until
from tests.messaging.conftest import House


def fact(subject: str, number: int, topic_mark: str) -> Fact:
    return Fact(
        "PetitionReclassified", subject, number, datetime(2024, 5, 1, tzinfo=UTC), {"group": "land"},
        f"{topic_mark}|{subject}|{number}", None, None, datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip


async def write(house: House, subject: str, mark: str, pause: float, fails: bool) -> None:
    """One transaction that publishes the next fact of a subject, held open for a while or rolled back."""
    try:
        async with house.engine.begin() as conn:
            numbers = await subjects.lock(conn, [subject])
            message = fact(subject, numbers.next(subject), mark).message("petitions", house.shop.facts_topic)
            await numbers.write(conn)
            await outbox.put(conn, [message], house.shop.clock.now())
            await asyncio.sleep(pause)
            if fails:
                raise RuntimeError
    except RuntimeError:
        pass


async def test_with_many_writers_nothing_is_lost_and_each_key_is_in_order(house: House) -> None:
    chance, mark = random.Random(85), house.unit_id
    keys = [f"petition/{mark}-{n}" for n in range(12)]

    async def writer() -> None:
        for _ in range(25):
            await write(house, chance.choice(keys), mark, chance.random() * 0.01, chance.random() < 0.05)

    running = asyncio.ensure_future(Relay(house.shop, house.servers).run())
    await asyncio.gather(*(writer() for _ in range(8)))
    await until(lambda: _all_published(house))
    running.cancel()
    seen: dict[str, list[int]] = defaultdict(list)
    for record in await house.on_topic(house.shop.facts_topic):
        if record.key.decode() in keys:
            seen[record.key.decode()].append(json.loads(record.value)["sequence"])
    written = await house.rows(
        "SELECT subject, last_sequence FROM subjects WHERE last_sequence > 0 AND subject = ANY($1)", keys
    )
    assert seen == {subject: list(range(1, last + 1)) for subject, last in written}
    assert sum(last for _, last in written) > 150


async def _all_published(house: House) -> bool:
    return (await house.rows("SELECT count(*) FROM outbox_records WHERE published_at IS NULL"))[0][0] == 0


async def test_what_was_sent_and_not_marked_is_sent_again_as_the_same_fact(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = f"petition/{house.unit_id}-again"
    await write(house, subject, house.unit_id, 0, fails=False)
    producer = build_producer(house.servers, "petitions")
    await producer.start()
    try:
        one = Relay(house.shop, house.servers)

        async def dies(*_: object) -> None:
            raise ConnectionError

        with monkeypatch.context() as patch:
            patch.setattr(one, "_mark", dies)
            with pytest.raises(ConnectionError):
                await one.publish(producer)
        await one.publish(producer)
    finally:
        await producer.stop()
    found = [
        json.loads(r.value)["id"]
        for r in await house.on_topic(house.shop.facts_topic)
        if r.key == subject.encode()
    ]
    assert len(found) == 2
    assert len(set(found)) == 1


async def published(house: House, rounds: int) -> None:
    """So many rounds of the relay."""
    producer = build_producer(house.servers, "petitions")
    await producer.start()
    try:
        one = Relay(house.shop, house.servers)
        for _ in range(rounds):
            await one.publish(producer)
    finally:
        await producer.stop()


async def lying(house: House, *keys: str) -> dict[str, list[bytes]]:
    """What lies on the topic of facts under these keys, in order."""
    found: dict[str, list[bytes]] = {key: [] for key in keys}
    for record in await house.on_topic(house.shop.facts_topic):
        if record.key.decode() in found:
            found[record.key.decode()].append(record.value)
    return found


async def test_what_kafka_never_takes_is_parked_and_holds_back_only_its_key(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "BATCH_BYTES", 3_000_000)
    topic, mark = house.shop.facts_topic, house.unit_id
    huge = Message(topic, f"petition/{mark}-huge", b"x" * 2_500_000)
    behind = Message(topic, f"petition/{mark}-huge", b'"behind"')
    other = Message(topic, f"petition/{mark}-other", b'"other"')
    nowhere = Message("doithoai.receipts.no-such-unit", "k", b"{}")
    later = Message(topic, f"petition/{mark}-huge", b'"later"')
    for said in ([huge, behind, other, nowhere], [later, other]):
        async with house.engine.begin() as conn:
            await outbox.put(conn, said, house.shop.clock.now())
    await published(house, 3)
    rows = await house.rows(
        "SELECT key, published_at IS NOT NULL, parked FROM outbox_records ORDER BY id, place"
    )
    assert [tuple(row) for row in rows] == [
        (huge.key, False, REFUSED), (behind.key, False, BEHIND), (other.key, True, None),
        ("k", False, REFUSED), (later.key, False, BEHIND), (other.key, True, None),
    ]  # fmt: skip
    async with house.engine.begin() as conn:
        # Kafka takes more by now, or the record was mended.
        await conn.exec_driver_sql(UNPARK)
        await conn.exec_driver_sql(
            "UPDATE outbox SET payloads = ARRAY[$1::bytea] WHERE octet_length(payloads[1]) > 1000",
            (b'"huge"',),
        )
    await published(house, 1)
    assert await lying(house, huge.key, other.key) == {
        huge.key: [b'"huge"', b'"behind"', b'"later"'], other.key: [b'"other"', b'"other"']
    }  # fmt: skip


async def test_of_a_packet_that_was_acknowledged_in_part_only_the_rest_is_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [f"petition/{house.unit_id}-part-{n}" for n in range(8)]
    async with house.engine.begin() as conn:
        messages = [Message(house.shop.facts_topic, key, said) for said in (b"1", b"2") for key in keys]
        await outbox.put(conn, messages, house.shop.clock.now())
    real, unreachable = Relay._send_lane, list[int]()

    async def one_is_away(
        self: Relay, producer: AIOKafkaProducer, topic: str, partition: int, lane: Sequence[Row]
    ) -> tuple[list[Row], list[Row]]:
        if not unreachable:
            unreachable.append(partition)
        return ([], []) if partition in unreachable else await real(self, producer, topic, partition, lane)

    with monkeypatch.context() as patch:
        patch.setattr(Relay, "_send_lane", one_is_away)
        await published(house, 1)
    assert not await _all_published(house)
    await published(house, 1)
    assert await _all_published(house)
    assert await lying(house, *keys) == {key: [b"1", b"2"] for key in keys}


async def test_what_was_written_before_packets_is_carried_over_and_sent(
    database_url: Callable[[str], str], house: House
) -> None:
    url, key = database_url("petitions"), f"petition/{house.unit_id}-old"
    engine = build_engine(url, application="doithoai-petitions")
    async with engine.begin() as conn:
        await conn.run_sync(upgrade, "petitions", "0005")
        await conn.exec_driver_sql(
            "INSERT INTO outbox (topic, key, value, headers, recorded_at, published_at) VALUES "
            "($1, $2, '1', NULL, now(), now()), ($1, $2, '2', NULL, now(), NULL), "
            """($1, $2, '3', '{"why": "đã lâu"}', now(), NULL)""",
            (house.shop.facts_topic, key),
        )
    await migrate("petitions", url)
    old = replace(house, engine=engine, shop=replace(house.shop, engine=engine))
    await published(old, 1)
    assert await _all_published(old)
    assert await lying(old, key) == {key: [b"2", b"3"]}
    kept = await old.rows("SELECT key, value, headers FROM outbox_records ORDER BY id, place")
    assert [(k, bytes(v), h) for k, v, h in kept] == [
        (key, b"1", None), (key, b"2", None), (key, b"3", {"why": "đã lâu"})
    ]  # fmt: skip
    await engine.dispose()
