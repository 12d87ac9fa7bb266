"""How do events get onto the agencies' topics? Sent in order; then the receipt of each is awaited."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from shared.messaging import topics
from shared.messaging.inbound import Place
from shared.messaging.offsets import Offsets

IN_FLIGHT = 1_000
SEND_S = 10.0
"""So long at least Kafka has for each thousand: nobody knows whether one that was given up lies there."""
HEADERS = [("content-type", b"application/cloudevents+json; charset=utf-8")]
FINAL = frozenset({"accepted", "duplicate", "rejected"})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record for an inbound topic."""

    topic: str
    value: bytes | None
    key: bytes | None = None
    line: int | None = None
    """Where it stood in its file, to be named in a rejection."""


@dataclass(slots=True)
class Published:
    """What became of the records: their newest receipt, by place."""

    places: dict[Place, Outgoing] = field(default_factory=dict[Place, Outgoing])
    receipts: dict[Place, dict[str, Any]] = field(default_factory=dict[Place, dict[str, Any]])
    unsure: list[Outgoing] = field(default_factory=list[Outgoing])
    """Kafka did not say that it took these: nobody may wait for their receipts."""
    fault: str = ""
    """What it said instead, if anything."""

    def open(self) -> int:
        """How many records have no final receipt."""
        final = sum(1 for receipt in self.receipts.values() if receipt["outcome"] in FINAL)
        return len(self.places) - final

    def counts(self) -> Counter[str]:
        """Records by outcome; `unanswered` where no receipt came."""
        found = Counter(receipt["outcome"] for receipt in self.receipts.values())
        unanswered = len(self.places) - len(self.receipts) + len(self.unsure)
        if unanswered:
            found["unanswered"] = unanswered
        return found

    def rejections(self) -> list[tuple[Outgoing, dict[str, Any]]]:
        """The records rejected, each with its receipt, in the order they were sent."""
        return [
            (record, self.receipts[place])
            for place, record in self.places.items()
            if place in self.receipts and self.receipts[place]["outcome"] == "rejected"
        ]


async def with_topics(bootstrap_servers: str) -> set[str]:
    """The units that have topics on this platform by now."""
    async with Offsets(bootstrap_servers) as offsets:
        found = await offsets.partitions(pattern=topics.inbound_pattern("notices"))
    return {topics.unit_of(topic) for topic, _ in found}


async def publish(
    bootstrap_servers: str,
    records: Sequence[Outgoing],
    timeout_s: float,
    progress: Callable[[int, int], None] | None = None,
    enough: Callable[[Published], bool] | None = None,
) -> Published:
    """Sends `records` in order, and waits for final receipts: all of them, `enough`, or `timeout_s`."""
    published = Published()
    if not records:
        return published
    units = sorted({topics.unit_of(record.topic) for record in records})
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        fetch_max_wait_ms=50,
    )
    try:
        await consumer.start()
        partitions = [TopicPartition(topics.receipts(unit), 0) for unit in units]
        consumer.assign(partitions)
        # From here on, so that only answers to what is sent now are read.
        for partition, end in (await consumer.end_offsets(partitions)).items():
            consumer.seek(partition, end)
        await _send(bootstrap_servers, records, published, max(timeout_s, SEND_S))
        await _await_receipts(consumer, published, timeout_s, progress, enough)
    finally:
        await consumer.stop()
    return published


async def _send(
    bootstrap_servers: str, records: Sequence[Outgoing], published: Published, patience_s: float
) -> None:
    """Sends them in order, until Kafka does not take some in time, or refuses one."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers, acks="all", enable_idempotence=True, linger_ms=5,
        client_id="doithoai-publish",
    )  # fmt: skip
    await producer.start()
    try:
        for start in range(0, len(records), IN_FLIGHT):
            await _send_together(producer, records[start : start + IN_FLIGHT], published, patience_s)
            if published.fault:
                published.unsure += records[start + IN_FLIGHT :]
                break
    finally:
        # It would wait for what is under way: an idempotent producer never gives up by itself.
        with suppress(TimeoutError):
            await asyncio.wait_for(producer.stop(), SEND_S)


async def _send_together(
    producer: AIOKafkaProducer, records: Sequence[Outgoing], published: Published, patience_s: float
) -> None:
    sent: list[asyncio.Future[Any]] = []
    try:
        async with asyncio.timeout(patience_s):
            try:
                for r in records:
                    began = await producer.send(
                        r.topic, value=r.value, key=r.key, partition=0, headers=HEADERS
                    )
                    sent.append(began)
            except KafkaError as error:
                published.fault = type(error).__name__
            if sent:
                await asyncio.wait(sent)
    except TimeoutError as error:
        published.fault = type(error).__name__
    for record, future in zip(records, sent, strict=False):
        refusal = future.exception() if future.done() else None
        if future.done() and refusal is None:
            told = future.result()
            published.places[told.topic, told.partition, told.offset] = record
            continue
        future.cancel()
        published.unsure.append(record)
        published.fault = type(refusal).__name__ if refusal else published.fault
    published.unsure += records[len(sent) :]


async def _await_receipts(
    consumer: AIOKafkaConsumer,
    published: Published,
    timeout_s: float,
    progress: Callable[[int, int], None] | None,
    enough: Callable[[Published], bool] | None,
) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout_s
    while published.open() and loop.time() < until and not (enough and enough(published)):
        for batch in (await consumer.getmany(timeout_ms=100)).values():
            for record in batch:
                receipt = msgspec.json.decode(record.value or b"null")
                place = (receipt["topic"], receipt["partition"], receipt["offset"])
                if place in published.places:
                    published.receipts[place] = receipt
        if progress:
            progress(len(published.places) - published.open(), len(published.places))
