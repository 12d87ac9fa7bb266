"""What a consumer believes of its partitions: those that it holds, and up to where each is covered."""

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError

from shared.messaging import acknowledging
from shared.messaging.acknowledging import Acknowledging
from shared.messaging.inbound import Record
from shared.messaging.positions import Standing, Stretch

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


async def test_kafka_is_told_of_what_is_held_though_one_that_is_not_is_still_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Consumer:
        told: Mapping[TopicPartition, int] = {}
        asked = asyncio.Event()

        def assignment(self) -> set[TopicPartition]:
            return {TopicPartition(*KEPT)}

        async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
            self.asked.set()
            if offsets.keys() - self.assignment():
                raise IllegalStateError("not assigned")
            self.told = offsets

    monkeypatch.setattr(acknowledging, "ACKNOWLEDGE_S", 0.0)
    consumer: Any = Consumer()
    subscriber = SimpleNamespace(consumer=consumer, running=True)
    Acknowledging("group", two(), lambda: subscriber).soon()
    async with asyncio.timeout(5):
        await consumer.asked.wait()
    assert consumer.told == {TopicPartition(*KEPT): 5}


def test_what_lies_behind_a_batch_and_is_no_record_is_covered_with_it_and_not_with_a_part_of_it() -> None:
    def covered(*offsets: int) -> list[Stretch]:
        return standing.stretches([Record(*KEPT, offset, None, b"x") for offset in offsets])

    standing = two()
    standing.reaches({(*KEPT, 8): 10})
    assert covered(5, 6) == [Stretch(*KEPT, 5, 7)]
    assert covered(5, 6, 7) == [Stretch(*KEPT, 5, 10)]
