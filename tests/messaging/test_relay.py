"""The outbox reaches its topic whole and in order, whoever wrote it and however often the relay dies."""

import asyncio
import json
import random
from collections import defaultdict
from datetime import UTC, datetime

import pytest

from shared.messaging import outbox, relay, subjects
from shared.messaging.outbox import Fact, Message
from shared.messaging.relay import Relay, build_producer
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
            await outbox.put(conn, house.shop.tables.outbox, [message], house.shop.clock.now())
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
    await house.until(lambda: _all_published(house))
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
    return (await house.rows("SELECT count(*) FROM outbox WHERE published_at IS NULL"))[0][0] == 0


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


async def test_what_kafka_never_takes_is_parked_and_holds_back_only_its_key(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "BATCH_BYTES", 3_000_000)
    topic, mark = house.shop.facts_topic, house.unit_id
    huge = Message(topic, f"petition/{mark}-huge", b"x" * 2_500_000)
    behind = Message(topic, f"petition/{mark}-huge", b"{}")
    other = Message(topic, f"petition/{mark}-other", b"{}")
    nowhere = Message("doithoai.receipts.no-such-unit", "k", b"{}")
    async with house.engine.begin() as conn:
        await outbox.put(
            conn, house.shop.tables.outbox, [huge, behind, other, nowhere], house.shop.clock.now()
        )
    producer = build_producer(house.servers, "petitions")
    await producer.start()
    try:
        one = Relay(house.shop, house.servers)
        for _ in range(3):
            await one.publish(producer)
    finally:
        await producer.stop()
    rows = await house.rows(
        "SELECT key, published_at IS NOT NULL, parked IS NOT NULL FROM outbox ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [
        (huge.key, False, True), (behind.key, False, False), (other.key, True, False), ("k", False, True),
    ]  # fmt: skip
