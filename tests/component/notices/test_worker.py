"""The worker as it is wired: what a unit puts on its topic becomes a fact for all and a receipt for it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from services.notices.main import build_worker
from shared.clock import Clock
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.settings import Settings
from tests.builders.conference_events import NOW, record, told

UNIT = "cang-vu-hang-hai-hai-phong"
INBOUND = topics.inbound(UNIT, "notices")


async def put(servers: str, *events: dict[str, Any]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=servers)
    await producer.start()
    try:
        for event in events:
            lying = record(event)
            await producer.send_and_wait(lying.topic, lying.value)
    finally:
        await producer.stop()


async def read(servers: str, topic: str, wanted: Callable[[dict[str, Any]], bool], number: int) -> list[Any]:
    """The first so many records of a topic that are wanted."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=servers, auto_offset_reset="earliest")
    await consumer.start()
    found: list[Any] = []
    try:
        async with asyncio.timeout(60):
            while len(found) < number:
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    found += [said for r in records if wanted(said := json.loads(r.value or b"{}"))]
    finally:
        await consumer.stop()
    return found


async def test_what_a_unit_tells_becomes_facts_and_receipts(
    bootstrap_servers: str, service_url: Callable[[str], str]
) -> None:
    url = service_url("notices")
    await create_topics(bootstrap_servers, [*topics.of_platform(), *topics.of_unit(UNIT)])
    scheduled = told(
        "ConferenceScheduled", "2024-05-02T08:00:00+07:00", UNIT, conference_id="hn-worker", unit_id=UNIT
    )
    notice = told("NoticePosted", "2024-05-20T08:00:00+07:00", UNIT, conference_id="hn-worker")
    await put(bootstrap_servers, notice, scheduled)
    stop = asyncio.Event()
    worker = build_worker(Settings(kafka=bootstrap_servers, database=url), Clock(NOW))
    running = asyncio.create_task(worker.run(stop))
    try:
        facts = await read(
            bootstrap_servers,
            topics.FACTS["notices"],
            lambda said: said["subject"] == "conference/hn-worker",
            2,
        )
        receipts = await read(
            bootstrap_servers, topics.receipts(UNIT), lambda said: said["topic"] == INBOUND, 3
        )
        progress = await read(
            bootstrap_servers, topics.PROGRESS, lambda said: said["service"] == "notices", 1
        )
    finally:
        stop.set()
        await running
    assert [(fact["sequence"], fact["type"].split(".")[-2], fact["causationid"]) for fact in facts] == [
        (1, "ConferenceScheduled", scheduled["id"]),
        (2, "NoticePosted", notice["id"]),
    ]
    assert [(receipt["event_id"], receipt["outcome"]) for receipt in receipts] == [
        (notice["id"], "waiting"),
        (scheduled["id"], "accepted"),
        (notice["id"], "accepted"),
    ]
    assert progress
