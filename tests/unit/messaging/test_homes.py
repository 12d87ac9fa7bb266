"""Kafka that is away is not a topic that is missing; and a topic that is not ours stops no other."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import TopicAuthorizationFailedError

from shared.messaging import relay
from shared.messaging.packets import Row
from shared.messaging.relay import Relay

ROWS = [Row(1, 0, n, topic, b"k", b"{}", []) for n, topic in enumerate(("a", "b", "c"), 1)]


class Kafka:
    """A producer's view of a cluster that answers, or is away; of it topic `a` was known before."""

    def __init__(self, *, away: bool, exists: tuple[str, ...] = (), not_ours: tuple[str, ...] = ()) -> None:
        self.away, self.exists, self.not_ours = away, exists, not_ours
        self.asked: set[str] = set()
        self.cluster = SimpleNamespace(
            unauthorized_topics=set[str](), partitions_for_topic=lambda topic: self.known.get(topic)
        )
        self.known: dict[str, set[int]] = {"a": {0}}
        self.client: Any = self

    def add_topic(self, topic: str) -> None:
        self.asked.add(topic)

    async def force_metadata_update(self) -> bool:
        if self.away:
            return False
        self.known |= {topic: {0} for topic in self.asked & {*self.exists}}
        self.cluster.unauthorized_topics = self.asked & {*self.not_ours}
        return True

    async def partitions_for(self, topic: str) -> set[int]:
        self.add_topic(topic)
        while topic not in self.known:
            await self.force_metadata_update()
            if topic in self.cluster.unauthorized_topics:
                raise TopicAuthorizationFailedError(topic)
            await asyncio.sleep(0.01)
        return self.known[topic]


async def lanes(kafka: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], list[str]]:
    """The topics whose rows are sent, and those whose rows are parked."""
    monkeypatch.setattr(relay, "ANSWER_S", 0.2)
    monkeypatch.setattr(relay, "ASK_AGAIN_S", 0.01)
    bench: Any = SimpleNamespace(service="petitions", notify=[])
    found, homeless = await Relay(bench, "")._lanes(kafka, ROWS)
    return {topic for topic, _ in found}, [row.topic for row in homeless]


async def test_what_kafka_does_not_answer_about_is_neither_sent_nor_parked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert await lanes(Kafka(away=True), monkeypatch) == ({"a"}, [])


async def test_a_topic_that_is_missing_or_not_ours_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka(away=False, exists=("c",), not_ours=("b",))
    assert await lanes(kafka, monkeypatch) == ({"a", "c"}, ["b"])
    assert await lanes(Kafka(away=False, exists=("b",)), monkeypatch) == ({"a", "b"}, ["c"])
