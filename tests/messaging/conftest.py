"""A petitions machinery of its own for each test: fresh database, a unit whose topics no other test uses."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from sqlalchemy.ext.asyncio import AsyncEngine

from services.petitions.main import build_shop
from shared import units
from shared.clock import Clock
from shared.database.engine import build_engine
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.messaging.broker import build_broker, start_broker
from shared.messaging.consumer import Subscription
from shared.messaging.desk import Shop
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.intake import Intake
from shared.messaging.offsets import Offsets
from shared.messaging.outbox import Fact
from tests.builders.envelopes import scheduling
from tests.builders.waiting import until

_used = count()
NOW = datetime(2024, 12, 2, 2, 0, tzinfo=UTC)
"""Before any of the units that take part was merged."""


@dataclass
class House:
    """One service's machinery around petitions, with a conference `hn-1` of `unit_id` known to it."""

    unit_id: str
    servers: str
    shop: Shop
    engine: AsyncEngine
    facts_begin: Mapping[TopicPartition, int]
    """Where its facts begin on their topic: before lies what other tests told, also of this unit."""

    @property
    def topic(self) -> str:
        return topics.inbound(self.unit_id, "petitions")

    def record(self, offset: int, value: bytes | None, headers: Sequence[tuple[Any, Any]] = ()) -> Record:
        """A record as it would lie on the unit's topic."""
        return Record(self.topic, 0, offset, None, value, headers)

    async def rows(self, statement: str, *arguments: Any) -> list[Any]:
        """What a statement finds."""
        async with self.engine.connect() as conn:
            return list(await conn.exec_driver_sql(statement, arguments))

    async def outcomes(self) -> dict[int, str]:
        """The ledger: outcome by offset."""
        return {r[0]: r[1] for r in await self.rows('SELECT "offset", outcome FROM receipts ORDER BY 1')}

    async def send(self, *values: bytes | None, headers: Any = None, **options: Any) -> list[int]:
        """Puts records on the unit's topic; returns their offsets."""
        producer = AIOKafkaProducer(bootstrap_servers=self.servers, **options)
        await producer.start()
        try:
            sent = [
                await producer.send(self.topic, value=v, key=b"k", headers=headers, partition=0)
                for v in values
            ]
            return [metadata.offset for metadata in await asyncio.gather(*sent)]
        finally:
            await producer.stop()

    async def consume(
        self, group: str, replica: str = "0", intake: Intake | None = None, also: Sequence[str] = ()
    ) -> Any:
        """Starts a subscription on the unit's topic and others; stop it with `await broker.stop()`."""
        broker = build_broker(self.servers, "petitions")
        taker = intake or Intake(self.shop)
        Subscription(broker, taker, group=group, replica=replica, topics=[self.topic, *also])
        await start_broker(broker)
        return broker

    async def on_topic(self, topic: str) -> list[Any]:
        """All records that stand on a topic, partition by partition; of facts, those since it was made."""
        async with Offsets(self.servers) as offsets:
            partitions = [TopicPartition(topic, p) for _, p in await offsets.partitions([topic])]
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.servers, auto_offset_reset="earliest", enable_auto_commit=False
        )
        await consumer.start()
        try:
            consumer.assign(partitions)
            for partition in self.facts_begin.keys() & set(partitions):
                consumer.seek(partition, self.facts_begin[partition])
            ends = await consumer.end_offsets(partitions)
            found: list[Any] = []
            while any([await consumer.position(tp) < ends[tp] for tp in partitions]):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found += records
            return found
        finally:
            await consumer.stop()


class OneUnit(Offsets):
    """Of all the inbound topics it sees this house's alone."""

    def __init__(self, house: House) -> None:
        super().__init__(house.servers)
        self._house = house

    async def partitions(
        self, topics: Any = (), pattern: str | None = None, *, anew: bool = False
    ) -> list[tuple[str, int]]:
        return [(self._house.topic, 0)] if pattern else await super().partitions(topics, anew=anew)


async def _forget_topics(servers: str, unit_id: str) -> None:
    """More tests than units: the topics of one that was used are made anew, empty."""
    names = [spec.name for spec in topics.of_unit(unit_id)]
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)

    async def gone() -> bool:
        return not set(names) & set(await admin.list_topics())

    await admin.start()
    try:
        await admin.delete_topics(names)
        await until(gone)
    finally:
        await admin.close()


@pytest.fixture
async def house(bootstrap_servers: str, service_url: Callable[[str], str]) -> AsyncIterator[House]:
    """A machinery whose unit no other test of the run uses."""
    registry = units.shipped()
    throughout = (date(2024, 5, 1), NOW.date())
    unit_ids = [u for u in registry.with_topics() if all(registry.valid_at(u, day) for day in throughout)]
    used = next(_used)
    unit_id = unit_ids[used % len(unit_ids)]
    if used >= len(unit_ids):
        await _forget_topics(bootstrap_servers, unit_id)
    await create_topics(bootstrap_servers, [*topics.of_platform(), *topics.of_unit(unit_id)])
    url = service_url("petitions")
    engine = build_engine(url, application="doithoai-petitions")
    shop = build_shop(engine, Clock(NOW))
    async with Offsets(bootstrap_servers) as offsets:
        ends = await offsets.ends(await offsets.partitions([shop.facts_topic]))
    begin = {TopicPartition(*at): end for at, end in ends.items()}
    house = House(unit_id, bootstrap_servers, shop, engine, begin)
    await know_conference(house, "hn-1")
    yield house
    await engine.dispose()


async def know_conference(house: House, conference_id: str, offset: int = 0) -> None:
    """Lets the service follow the fact that the unit scheduled a conference."""
    from services.petitions.handlers.following import PetitionsProjection

    event = scheduling(house.unit_id, conference_id)
    fact = Fact(
        "ConferenceScheduled", f"conference/{conference_id}", 1, datetime.fromisoformat(event["time"]),
        event["data"], f"{event['source']}|{event['id']}", event["id"], house.unit_id, house.shop.clock.now(),
    )  # fmt: skip
    value = fact.message("notices", topics.FACTS["notices"]).value
    follower = Follower(house.shop, PetitionsProjection())
    # An offset of its own partition number keeps several conferences apart in one test.
    await follower.take([Record(topics.FACTS["notices"], 1000 + offset, 0, None, value)])


async def know_deadline(house: House, petition_id: str, sequence: int) -> None:
    """Lets the service follow the `sequence`-th fact that deadlines publishes about a petition."""
    from services.petitions.handlers.following import PetitionsProjection

    data = {
        "deadline_id": f"petition_answer:{petition_id}", "kind": "petition_answer", "rule": "R11",
        "unit_id": house.unit_id, "conference_id": "hn-1", "petition_id": petition_id,
        "due_on": "2024-06-19", "soft": False, "provisional": False, "calendar_version": 1,
    }  # fmt: skip
    fact = Fact(
        "DeadlineSet", f"petition/{petition_id}", sequence, NOW, data,
        f"{petition_id}|{sequence}", None, house.unit_id, house.shop.clock.now(),
    )  # fmt: skip
    value = fact.message("deadlines", topics.FACTS["deadlines"]).value
    follower = Follower(house.shop, PetitionsProjection())
    await follower.take([Record(topics.FACTS["deadlines"], 2000 + sequence, 0, None, value)])
