"""Does a petition that an agency puts on its topic get its receipt? One is put there every five minutes.

It comes from a unit that is in no registry: taken in, judged and answered like any other, and refused.
What is refused at the gate is no petition, so nothing can ever count it.
"""

import asyncio
import uuid
from datetime import datetime
from time import monotonic

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.clock import Clock, rfc3339
from shared.events.catalogue import type_of
from shared.messaging import topics
from shared.messaging.topics import PROBE_UNIT
from shared.observability import metrics

log = structlog.get_logger(__name__)
EVERY_S, PATIENCE_S = 300.0, 60.0
EXPECTED = ("rejected", "unknown_unit")


class NotAnswered(Exception):
    """The petition has no receipt, or another one than it must have."""


class _Receipt(msgspec.Struct):
    event_id: str | None
    outcome: str
    reason: str | None = None


def petition(event_id: str, at: datetime) -> bytes:
    """A petition that would be valid, were its unit one."""
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/units/{PROBE_UNIT}",
        "type": type_of("PetitionReceived"),
        "time": rfc3339(at),
        "data": {
            "petition_id": event_id,
            "conference_id": PROBE_UNIT,
            "group": "other",
            "business": {"name": "Kiểm tra nền tảng", "kind": "enterprise"},
            "content": "Bản ghi kiểm tra, không phải kiến nghị.",
            "channel": "agency",
        },
    }
    return msgspec.json.encode(event)


async def put_one(kafka: str, clock: Clock) -> float:
    """Puts a petition and waits for its receipt; how many seconds it took. NotAnswered if it has none."""
    event_id = f"{PROBE_UNIT}-{uuid.uuid4().hex[:12]}"
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all")
    await consumer.start()
    try:
        partition = TopicPartition(topics.receipts(PROBE_UNIT), 0)
        consumer.assign([partition])
        consumer.seek(partition, (await consumer.end_offsets([partition]))[partition])
        await producer.start()
        try:
            began = monotonic()
            await producer.send_and_wait(
                topics.inbound(PROBE_UNIT, "petitions"), petition(event_id, clock.now())
            )
        finally:
            await producer.stop()
        receipt = await _receipt_of(consumer, event_id)
        if (receipt.outcome, receipt.reason) != EXPECTED:
            raise NotAnswered(f"it was answered with {receipt.outcome}, {receipt.reason}")
        return monotonic() - began
    finally:
        await consumer.stop()


async def _receipt_of(consumer: AIOKafkaConsumer, event_id: str) -> _Receipt:
    until = monotonic() + PATIENCE_S
    while monotonic() < until:
        for records in (await consumer.getmany(timeout_ms=500)).values():
            for record in records:
                receipt = msgspec.json.decode(record.value or b"", type=_Receipt)
                if receipt.event_id == event_id:
                    return receipt
    raise NotAnswered(f"no receipt within {PATIENCE_S:.0f} s")


async def keep_petitioning(kafka: str, clock: Clock) -> None:
    """Every five minutes; never returns."""
    while True:
        try:
            took = await asyncio.wait_for(put_one(kafka, clock), 2 * PATIENCE_S)
            metrics.SYNTHETIC_PETITION_SECONDS.set(took)
            metrics.SYNTHETIC_PETITION_ANSWERED.set(Clock().now().timestamp())
        except Exception as error:
            log.error("the synthetic petition was not answered", error=error)
        await asyncio.sleep(EVERY_S)
