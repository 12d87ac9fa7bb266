"""Which faults does the campaign know? Done to processes by their id, from outside, and healed by nobody."""

import asyncio
import signal
from functools import partial
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from services.reporting.store import projection
from shared.database.engine import build_engine
from shared.messaging import topics
from shared.messaging.offsets import Offsets
from tests.faults import points
from tests.faults.entry import SESSION_MS
from tests.faults.scene import Fault, Scene, brokers_back, database_back, until

CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND application_name LIKE 'doithoai-%'"
)
REACHED_S = 20.0
REPLAYED = 400


async def kill_services(scene: Scene) -> int:
    """`kill -9` of three processes, one after the other, wherever they are."""
    for keeper in scene.chance.sample(scene.cluster.services(), 3):
        keeper.kill()
        await asyncio.sleep(scene.between(0.3, 1.5))
    return 3


async def nothing(_: Scene) -> int:
    """Traffic alone, to compare with."""
    return 1


async def kill_at(point: str, scene: Scene, service: str | None = None) -> int:
    """A process dies at a named point of its work; 0 if it did not come by."""
    service = service or scene.chance.choice(points.POINTS[point])
    files = [scene.cluster.point(place.name) for place in scene.cluster.of(service)]
    for file in files:
        points.arm(file, point)
    if point == "during_rebalance":
        scene.chance.choice(scene.cluster.services(service)).kill()
    reached = await until(lambda: not all(file.exists() for file in files), REACHED_S)
    for file in files:
        points.disarm(file)
    return int(reached)


async def kill_everything(scene: Scene) -> int:
    """Every process of the platform at once, servers included."""
    for keeper in scene.cluster.keepers.values():
        keeper.kill()
    await asyncio.sleep(1)
    await _all_back(scene)
    return len(scene.cluster.keepers)


async def kill_broker(scene: Scene) -> int:
    """`kill -9` of a broker, away for some seconds."""
    broker = scene.chance.choice(scene.cluster.brokers())
    broker.hold_down()
    broker.kill()
    await asyncio.sleep(scene.between(2, 6))
    broker.let_up()
    await brokers_back(scene.cluster)
    return 1


async def restart_brokers(scene: Scene) -> int:
    """Every broker stopped in good order and started again, one after the other."""
    for broker in scene.cluster.brokers():
        deaths = broker.deaths
        broker.child.signal(signal.SIGTERM)
        await until(lambda broker=broker, deaths=deaths: broker.deaths > deaths, 30)
        await brokers_back(scene.cluster)
    return len(scene.cluster.brokers())


async def two_brokers_down(scene: Scene) -> int:
    """With one copy left nothing may be acknowledged: it is refused, and taken in later."""
    down = scene.chance.sample(scene.cluster.brokers(), 2)
    for broker in down:
        broker.hold_down()
        broker.kill()
    await asyncio.sleep(3)
    before = scene.clients.acks
    await asyncio.sleep(scene.between(3, 6))
    if scene.clients.acks != before:
        scene.oracle.unasked.append(
            f"{scene.clients.acks - before} records acknowledged by one broker of three"
        )
    for broker in down:
        broker.let_up()
    await brokers_back(scene.cluster)
    return 1


async def kill_database(scene: Scene, away_s: float = 0.0) -> int:
    """`kill -9` of PostgreSQL with transactions open; it stays away so long, then it is started again."""
    keeper = scene.cluster.keepers["postgres"]
    keeper.hold_down()
    keeper.kill()
    await asyncio.sleep(away_s)
    keeper.let_up()
    await asyncio.sleep(0.5)
    await database_back(scene.cluster)
    return 1


async def cut_connections(scene: Scene) -> int:
    """Every connection of the services to PostgreSQL cut, five times over."""
    connection = await asyncpg.connect(scene.cluster.platform.databases["notices"])
    try:
        cut = 0
        for _ in range(5):
            cut += await connection.fetchval(CUT)
            await asyncio.sleep(scene.between(0.2, 0.8))
        return cut
    finally:
        await connection.close()


async def slow_consumer(scene: Scene) -> int:
    """A process stands still for some seconds and goes on."""
    keeper = scene.chance.choice(scene.cluster.services())
    keeper.pause()
    await asyncio.sleep(scene.between(2, 4.5))
    keeper.go_on()
    return 1


async def given_away(scene: Scene) -> int:
    """A process stands still until its replica has its partitions, and then goes on with its batch."""
    keeper = scene.chance.choice(scene.cluster.services())
    keeper.pause()
    await asyncio.sleep(SESSION_MS / 1000 + 4)
    keeper.go_on()
    return 1


async def slow_commits(scene: Scene) -> int:
    """Transactions are held open before their commit, so that they end in another order than they began."""
    sign = scene.cluster.point(points.SLOW_COMMITS)
    sign.touch()
    await asyncio.sleep(scene.between(4, 6))
    sign.unlink()
    return 1


async def wrong_offsets(scene: Scene) -> int:
    """Kafka's committed offsets of a service are set to the end, unread records or not, while it is away."""
    keepers = scene.cluster.services("notices")
    for keeper in keepers:
        keeper.hold_down()
        keeper.kill()
    await asyncio.sleep(SESSION_MS / 1000 + 3)
    servers = scene.cluster.platform.kafka
    async with Offsets(servers) as offsets:
        ends = await offsets.ends(await offsets.partitions(pattern=topics.inbound_pattern("notices")))
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, group_id="doithoai-notices-inbound", enable_auto_commit=False
    )
    await consumer.start()
    try:
        lies = {TopicPartition(*partition): end for partition, end in ends.items()}
        consumer.assign(list(lies))
        await consumer.commit(lies)
    finally:
        await consumer.stop()
    for keeper in keepers:
        keeper.let_up()
    return len(ends)


async def replay_facts(scene: Scene, service: str | None = None) -> int:
    """A whole topic of facts is written again behind itself."""
    topic = topics.FACTS[service or scene.chance.choice(("notices", "petitions", "deadlines"))]
    servers = scene.cluster.platform.kafka
    async with Offsets(servers) as offsets:
        partitions = [TopicPartition(*p) for p in await offsets.partitions([topic])]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", enable_idempotence=True)
    async with consumer, producer:
        consumer.assign(partitions)
        ends, again = await consumer.end_offsets(partitions), list[asyncio.Future[Any]]()
        seen: set[bytes | None] = set()
        while any([await consumer.position(p) < end for p, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    if record.value not in seen:
                        seen.add(record.value)
                        again.append(
                            await producer.send(topic, record.value, record.key, partition=record.partition)
                        )
        await asyncio.gather(*again)
        return len(again)


async def replay_inbound(scene: Scene) -> int:
    """Agencies put again what they put before, from whichever time: each is a duplicate now."""
    known = list(scene.oracle.put.values())
    again = scene.chance.sample(known, min(REPLAYED, len(known)))
    await scene.clients.put(again, 4)
    return len(again)


async def rebuild_reporting(scene: Scene) -> int:
    """Reporting's projection is dropped while traffic goes on; it replays the stream."""
    engine = build_engine(scene.cluster.platform.databases["reporting"], application="campaign", pool_size=1)
    try:
        await projection.rebuild(engine)
    finally:
        await engine.dispose()
    return 1


async def _all_back(scene: Scene) -> None:
    await asyncio.gather(brokers_back(scene.cluster), database_back(scene.cluster))
    await scene.cluster.ready()


def killed_at(point: str) -> Fault:
    """The fault of dying at this point."""
    return Fault(f"killed {point.replace('_', ' ')}", partial(kill_at, point))
