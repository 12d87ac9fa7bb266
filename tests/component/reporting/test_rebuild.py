"""The projection can be dropped at any time: the stream folds it to the same again, and nothing is
published (R29).
"""

import asyncio
from functools import partial
from uuid import uuid4

from services.reporting.handlers.following import ReportingProjection
from services.reporting.store import projection
from shared.messaging.admin import create_topics
from shared.messaging.broker import build_broker, start_broker
from shared.messaging.consumer import Subscription
from shared.messaging.following import Follower
from shared.messaging.relay import build_producer
from shared.messaging.topics import TopicSpec
from tests.builders.acts import answered, held, received, rescheduled, scheduled
from tests.builders.reporting_side import ReportingSide
from tests.builders.waiting import until

TOLD = [
    scheduled("2024-06-10 08:00"), received("2024-06-03 09:00"), held("2024-06-10 12:00"),
    answered("2024-06-12 09:00"), rescheduled("2024-06-05 09:00", "2024-06-11 08:00"),
]  # fmt: skip


async def test_a_rebuild_keeps_nothing_and_publishes_nothing(side: ReportingSide) -> None:
    await side.tell(TOLD)
    before = await side.digest()
    await projection.rebuild(side.engine)
    for table in projection.PROJECTION:
        assert await side.rows(f"SELECT count(*) FROM {table.name}") == [(0,)]
    assert await side.digest() != before
    side.start_over()
    await side.take(side.topics.everything())
    await side.fold()
    assert await side.digest() == before
    assert await side.rows("SELECT count(*) FROM outbox_records") == [(0,)]


async def test_a_rebuild_waits_for_an_answer_that_is_being_read(side: ReportingSide) -> None:
    await side.tell(TOLD)
    async with side.reports.snapshot() as conn:
        await conn.exec_driver_sql("SELECT 1")
        rebuilding = asyncio.ensure_future(projection.rebuild(side.engine))
        lines = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'horizon'::regclass"
        await until(partial(_some, side, lines))
        lists = await conn.exec_driver_sql("SELECT count(*) FROM petition_spans")
        assert lists.scalar_one() > 0
    await rebuilding
    assert await side.rows("SELECT count(*) FROM petition_spans") == [(0,)]


async def test_a_running_follower_starts_over_though_no_record_comes_again(
    side: ReportingSide, bootstrap_servers: str
) -> None:
    name = uuid4().hex[:8]
    topic = f"rebuild-{name}"
    await create_topics(bootstrap_servers, [TopicSpec(topic, 2)])
    broker = build_broker(bootstrap_servers, "reporting")
    subscription = Subscription(
        broker, Follower(side.bench, ReportingProjection()), group=topic, replica="0", topics=[topic]
    )
    producer = build_producer(bootstrap_servers, "test")
    await producer.start()
    for act in TOLD:
        record = side.topics.put(act)
        await producer.send_and_wait(
            topic, key=record.key, value=record.value, partition=record.partition % 2
        )
    await producer.stop()
    watching = asyncio.ensure_future(subscription.watch(side.engine))
    await start_broker(broker)
    all_taken = partial(_some, side, f"SELECT count(*) / {len(TOLD)} FROM acts")
    try:
        await until(all_taken)
        await side.fold()
        before = await side.digest()
        await projection.rebuild(side.engine)
        await until(all_taken)
        await side.fold()
        assert await side.digest() == before
    finally:
        watching.cancel()
        await broker.stop()


async def _some(side: ReportingSide, count: str) -> bool:
    return (await side.rows(count))[0][0] > 0
