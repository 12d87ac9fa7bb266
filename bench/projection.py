"""How many facts a second does reporting fold, as it really runs, beside a sink that computes nothing?

The subscription, the follower and the folding of the service in one process; part of the facts come twice.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaProducer

from bench import agencies
from bench.figure import Figure, Run, Size, of_rates
from bench.ground import Ground
from bench.usage import Usage, cost
from bench.yardstick import copy_through
from cli.garbage import collect_seldom
from services.reporting.handlers.following import ReportingProjection
from services.reporting.handlers.recompute import AT_ONCE, fold
from services.reporting.main import build_bench
from shared.clock import FOREVER, Clock
from shared.database.engine import build_engine
from shared.messaging import topics
from shared.messaging.broker import build_broker, start_broker
from shared.messaging.consumer import Subscription
from shared.messaging.following import Follower
from shared.messaging.lanes import LANES
from shared.messaging.outbox import Fact, Message
from shared.messaging.positions import Partition
from shared.messaging.recomputing import Recompute
from shared.messaging.relay import build_producer

EVENTS = 200_000
"""What a start costs (joining a group, connecting) is not to be seen."""
REPEATED, CHUNK = 1_000, 20_000
WANTED = 0.4
POLL_S = 0.05
LIMIT_S = 300.0
LAST_STATES = "SELECT state, count(*) FROM petition_spans WHERE to_at = $1 GROUP BY state"
NOTHING_LEFT = (
    "SELECT coalesce(sum(next_offset), 0) >= $1 AND NOT EXISTS (SELECT FROM recomputations) FROM positions"
)


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """Each round a database of its own that follows the same topic from its beginning."""
    runs, rivals = list[Run](), list[Run]()
    expected, records, partitions = await _published(ground.servers, size.of(EVENTS))
    # As a worker's process does.
    collect_seldom()
    for _ in range(size.rounds):
        database = await ground.database("reporting")
        with Usage() as usage:
            await _followed(ground.servers, database, records)
        runs.append(Run(records, cost(usage)))
        assert await _answer(database) == expected, "the figures are not those of the facts"
        with Usage() as usage:
            copied = await copy_through(ground.servers, database, partitions)
        assert copied == records
        rivals.append(Run(copied, cost(usage)))
    return [
        of_rates(
            "reporting's projection, one process", "events/s", runs, rivals,
            beside="aiokafka's raw batches → one COPY each: computes nothing",
            checked=f"{sum(expected.values()):,} petitions by state as told, {REPEATED} repeats counted once",
            ratio_at_least=WANTED,
        )
    ]  # fmt: skip


async def _published(servers: str, events: int) -> tuple[Counter[str], int, list[Partition]]:
    """The petitions by their last state, and how many records lie on which partitions."""
    states: dict[str, str] = {}
    scheduled, petitions = _conferences(), _petitions(events, states)
    producer = build_producer(servers, "bench")
    await producer.start()
    try:
        await send(producer, scheduled)
        first = list(islice(petitions, CHUNK))
        await send(producer, first)
        while chunk := list(islice(petitions, CHUNK)):
            await send(producer, chunk)
        # A relay that died between sending and marking sends again: the same facts, counted once.
        await send(producer, first[:REPEATED])
    finally:
        await producer.stop()
    partitions = [
        (topics.FACTS[service], p)
        for service in ("notices", "petitions")
        for p in range(topics.FACT_PARTITIONS)
    ]
    return Counter(states.values()), len(scheduled) + events + min(REPEATED, events), partitions


def _conferences() -> list[Message]:
    """As notices publishes them."""
    sent = agencies.told(agencies.conferences(agencies.unit_ids()))
    return [fact_of("notices", f"conference/{d['conference_id']}", unit, 1, name, at, d)
            for unit, name, at, d in sent]  # fmt: skip


def _petitions(events: int, states: dict[str, str]) -> Iterator[Message]:
    """As petitions publishes them; `states` takes down how each stands."""
    numbers: Counter[str] = Counter()
    sent = agencies.petition_events(agencies.unit_ids(), 0)
    for unit, name, at, data in agencies.told(islice(sent, events)):
        subject = f"petition/{data['petition_id']}"
        numbers[subject] += 1
        states[subject] = agencies.state_after(name, data) or states[subject]
        yield fact_of("petitions", subject, unit, numbers[subject], name, at, data)


def fact_of(
    service: str, subject: str, unit_id: str, number: int, name: str, at: datetime, data: dict[str, Any]
) -> Message:
    """The fact as its service publishes it: the `number`-th about its subject."""
    fact = Fact(
        name, subject, number, at, data, f"{subject}|{number}", f"{subject}|{number}", unit_id, agencies.NOW
    )
    return fact.message(service, topics.FACTS[service])


async def send(producer: AIOKafkaProducer, messages: list[Message]) -> None:
    """Returns once all are acknowledged."""
    sent = [await producer.send(m.topic, value=m.value, key=m.key.encode()) for m in messages]
    await asyncio.gather(*sent)


async def _followed(servers: str, database: str, records: int) -> None:
    """Follows and folds until everything is; what `build_worker` wires, without what only waits or looks."""
    engine = build_engine(database, application="doithoai-reporting")
    bench = build_bench(engine, Clock(agencies.NOW))
    broker, projection = build_broker(servers, "reporting"), ReportingProjection()
    group = f"bench-{uuid4().hex[:8]}"
    follower = Follower(bench, projection, lanes=LANES)
    Subscription(
        broker, follower, group=group, replica="0", topics=projection.topics, lanes=LANES,
        first=projection.first,
    )  # fmt: skip
    folding = asyncio.ensure_future(Recompute(bench, fold, AT_ONCE).run())
    looking = await asyncpg.connect(database)
    try:
        await start_broker(broker)
        async with asyncio.timeout(LIMIT_S):
            while True:
                if await looking.fetchval(NOTHING_LEFT, records):
                    break
                await asyncio.sleep(POLL_S)
    finally:
        await broker.stop()
        folding.cancel()
        await asyncio.gather(folding, return_exceptions=True)
        await looking.close()
        await engine.dispose()


async def _answer(database: str) -> Counter[str]:
    connection = await asyncpg.connect(database)
    try:
        rows = await connection.fetch(LAST_STATES, FOREVER)
        return Counter({row[0]: row[1] for row in rows})
    finally:
        await connection.close()
