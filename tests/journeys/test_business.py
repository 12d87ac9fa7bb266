"""A business registers, petitions and follows its petition; nothing personal of it goes any further."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.messaging import topics
from shared.messaging.offsets import Offsets
from tests.builders.envelopes import encoded, envelope, scheduling
from tests.journeys.conftest import Up

NOW = "2024-06-03T09:00:00+07:00"
UNIT = "so-xay-dung"
HOUSEHOLD = {"name": "Hộ Canary-4411", "kind": "household", "tax_code": "031099004411"}
CONTACT = {"name": "Canary-5522", "phone": "0912005522", "email": "canary-5522@example.invalid"}
SECRETS = ("Canary-4411", "031099004411", "Canary-5522", "0912005522", "canary-5522")


async def everything_on(servers: str, names: list[str]) -> bytes:
    """All bytes that stand on these topics."""
    async with Offsets(servers) as offsets:
        wanted = await offsets.partitions(names)
        ends = await offsets.ends(wanted)
    partitions = [TopicPartition(*key) for key, end in ends.items() if end]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    found = b""
    try:
        consumer.assign(partitions)
        while any([await consumer.position(tp) < ends[tp.topic, tp.partition] for tp in partitions]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += b"".join((r.key or b"") + (r.value or b"") for r in records)
    finally:
        await consumer.stop()
    return found


@pytest.fixture
def platform(up: Callable[..., Up]) -> Up:
    """A platform that knows one conference."""
    started = up(now=NOW)
    conference = encoded(scheduling(UNIT, "hn-1")).decode()
    assert started.said("publish", "-", given=conference)["counts"] == {"accepted": 1}
    assert started.said("drain")["drained"]
    return started


def filed(client: httpx.Client) -> tuple[str, str]:
    """Registers and petitions; the petition's id and its code."""
    filing: dict[str, Any] = {
        "conference_id": "hn-1", "group": "procedure", "business": HOUSEHOLD,
        "content": "Đề nghị rút ngắn thời gian cấp phép xây dựng.", "contact": CONTACT,
    }  # fmt: skip
    answer = client.post("/api/petitions", json=filing, headers={"Idempotency-Key": "k-1"})
    assert answer.status_code == 201, answer.text
    again = client.post("/api/petitions", json=filing, headers={"Idempotency-Key": "k-1"})
    assert again.json() == answer.json()
    nowhere = client.post("/api/petitions", json={**filing, "conference_id": "hn-2"})
    assert nowhere.status_code == 404
    assert nowhere.headers["content-type"].startswith("application/problem+json")
    registration = {"business": HOUSEHOLD, "attendees": 2, "contact": CONTACT}
    registered = client.post("/api/notices/conferences/hn-1/registrations", json=registration)
    assert registered.status_code == 201, registered.text
    return answer.json()["petition_id"], answer.json()["tracking_code"]


async def answered(platform: Up, petition_id: str, at: str) -> None:
    """The unit's own system publishes the answer, dated `at`, in transactions: others it takes back."""
    answer = {"petition_id": petition_id, "mode": "written", "fully_resolved": True}
    said = [
        encoded(envelope("PetitionAnswered", UNIT, answer | {"content": content}, at))
        for content in ("Bản nháp.", "Đã rút còn 10 ngày.", "Gửi nhầm.")
    ]
    producer = AIOKafkaProducer(
        bootstrap_servers=platform.addresses["kafka"]["bootstrap_servers"], transactional_id=UNIT
    )
    async with producer:
        for value in said:
            await producer.begin_transaction()
            await producer.send_and_wait(topics.inbound(UNIT, "petitions"), value)
            await (producer.commit_transaction() if value == said[1] else producer.abort_transaction())


@pytest.mark.timeout(300)
def test_a_business_files_follows_and_is_answered(platform: Up) -> None:
    with httpx.Client(base_url=platform.http, timeout=30) as client:
        petition_id, code = filed(client)
        assert platform.said("drain")["drained"]
        seen = client.get(f"/api/petitions/track/{code}").json()
        assert (seen["state"], seen["due_on"], seen["answer"]) == ("pending", "2024-06-19", None)
        asyncio.run(answered(platform, petition_id, seen["history"][0]["time"]))
        assert platform.said("drain")["drained"]
        seen = client.get(f"/api/petitions/track/{code}").json()
        assert (seen["state"], seen["answer"]["content"]) == ("resolved", "Đã rút còn 10 ngày.")
        assert client.get("/health/live").status_code == client.get("/health/ready").status_code == 200
        figures = client.get("/metrics").text
        pages = "".join(
            client.get(path).raise_for_status().text
            for path in (
                "/", f"/api/petitions/track/{code}", "/api/petitions", f"/tra-cuu?ma={code}", "/hoi-nghi",
                "/hoi-nghi/hn-1", "/kien-nghi/moi?hoi-nghi=hn-1",
            )
        )  # fmt: skip
    assert (
        'doithoai_events_total{outcome="accepted",service="petitions",type="PetitionReceived"} 1.0' in figures
    )
    for series in ("doithoai_open_deadlines", "doithoai_outbox_age_seconds", "doithoai_consumer_lag_records"):
        assert f"{series}{{" in figures
    assert all(law["holds"] for law in platform.said("audit"))
    names = [*topics.FACTS.values(), topics.DEAD_LETTERS, topics.PROGRESS, topics.receipts(UNIT)]
    public = asyncio.run(everything_on(platform.addresses["kafka"]["bootstrap_servers"], names))
    assert petition_id.encode() in public
    logs = "".join(path.read_text("utf-8", "replace") for path in (platform.data_dir / "logs").glob("*.log"))
    assert code not in figures + logs
    for secret in SECRETS:
        assert secret.encode() not in public
        assert secret not in figures + pages + logs
    assert platform.stop() == 0
