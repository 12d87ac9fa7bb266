"""What a consumer believes of its partitions: those that it holds, and up to where each is covered."""

import asyncio
from collections.abc import Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError

from shared.messaging import acknowledging
from shared.messaging.acknowledging import Acknowledging
from shared.messaging.inbound import Record
from shared.messaging.positions import Standing, Stretch
from tests.builders.waiting import until

KEPT, GONE = ("a", 0), ("a", 1)


def two() -> Standing:
    """Holds two partitions."""
    standing = Standing()
    standing.hold([KEPT, GONE])
    standing.know({KEPT: 5, GONE: 5})
    return standing


def test_what_was_taken_away_is_not_known_again_when_what_was_in_hand_is_decided() -> None:
    standing = two()
    standing.forget([GONE])
    standing.know({KEPT: 9, GONE: 9})
    assert standing.known() == {KEPT: 9}
    standing.hold([KEPT, GONE])
    standing.know({GONE: 9})
    assert standing.known() == {KEPT: 9, GONE: 9}


def test_what_is_not_given_again_is_not_held_though_nobody_took_it_away() -> None:
    standing = two()
    standing.hold([KEPT])
    standing.know({GONE: 9})
    assert standing.known() == {KEPT: 5}


class Consumer:
    """Of one partition. What is committed stays there once `go_on` is set."""

    def __init__(self) -> None:
        self.told: list[Mapping[TopicPartition, int]] = []
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    def assignment(self) -> set[TopicPartition]:
        return {TopicPartition(*KEPT)}

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        self.asked.set()
        await self.go_on.wait()
        if offsets.keys() - self.assignment():
            raise IllegalStateError("not assigned")
        self.told.append(offsets)


@pytest.fixture
def consumer(monkeypatch: pytest.MonkeyPatch) -> Consumer:
    monkeypatch.setattr(acknowledging, "ACKNOWLEDGE_S", 0.0)
    return Consumer()


def telling(standing: Standing, consumer: Consumer) -> Acknowledging:
    subscriber: Any = SimpleNamespace(consumer=consumer, running=True)
    return Acknowledging("group", standing, lambda: subscriber)


async def told(consumer: Consumer, count: int) -> bool:
    return len(consumer.told) >= count


async def test_kafka_is_told_of_what_is_held_though_one_that_is_not_is_still_known(
    consumer: Consumer,
) -> None:
    telling(two(), consumer).soon()
    await until(partial(told, consumer, 1), 5)
    assert consumer.told == [{TopicPartition(*KEPT): 5}]


async def more_is_decided_meanwhile(consumer: Consumer) -> Acknowledging:
    """Kafka has been asked and does not answer, and what it was told is not the last any more."""
    standing = two()
    telling_on = telling(standing, consumer)
    consumer.go_on.clear()
    telling_on.soon()
    await consumer.asked.wait()
    standing.know({KEPT: 9})
    telling_on.soon()
    return telling_on


async def test_what_is_decided_while_kafka_is_being_told_is_told_after_it(consumer: Consumer) -> None:
    """Where nothing comes for days, it would seem as long that something is left to do."""
    await more_is_decided_meanwhile(consumer)
    for _ in range(10):
        await asyncio.sleep(0)
    consumer.go_on.set()
    await until(partial(told, consumer, 2), 5)
    assert consumer.told == [{TopicPartition(*KEPT): 5}, {TopicPartition(*KEPT): 9}]


async def test_who_asks_kafka_in_vain_asks_anew_with_what_is_decided_then(
    consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A consumer that has ended asks for ever; the next one of its group is another."""
    monkeypatch.setattr(acknowledging, "LONGEST_S", 0.01)
    telling_on = await more_is_decided_meanwhile(consumer)
    await asyncio.sleep(0.1)
    consumer.go_on.set()
    telling_on.soon()
    await until(partial(told, consumer, 1), 5)
    assert consumer.told == [{TopicPartition(*KEPT): 9}]


def test_what_lies_behind_a_batch_and_is_no_record_is_covered_with_it_and_not_with_a_part_of_it() -> None:
    def covered(*offsets: int) -> list[Stretch]:
        return standing.stretches([Record(*KEPT, offset, None, b"x") for offset in offsets])

    standing = two()
    standing.reaches({(*KEPT, 8): 10})
    assert covered(5, 6) == [Stretch(*KEPT, 5, 7)]
    assert covered(5, 6, 7) == [Stretch(*KEPT, 5, 10)]
