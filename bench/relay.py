"""How many rows a second does the relay publish, in order per key, acknowledged and marked?"""

from collections import defaultdict
from datetime import timedelta
from time import perf_counter

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import DefaultPartitioner

from bench import agencies
from bench.figure import Figure, Run, Size, of_rates
from bench.ground import Ground
from bench.usage import Usage, cost
from services.petitions.main import build_shop
from shared.clock import Clock
from shared.database.engine import build_engine
from shared.messaging import outbox, topics
from shared.messaging.outbox import Fact, Message
from shared.messaging.relay import Relay, build_producer

ROWS = 60_000
KEYS = 20_000
AT_ONCE = 10_000
WANTED = 30_000


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """The relay as it runs, beside the same records sent from memory."""
    rows, runs, rivals = size.of(ROWS), [], []
    topic = topics.FACTS["petitions"]
    database = await ground.database("petitions")
    engine = build_engine(database, application="doithoai-petitions")
    shop = build_shop(engine, Clock(agencies.NOW))
    producer = build_producer(ground.servers, "petitions")
    await producer.start()
    try:
        for number in range(size.rounds):
            messages = facts(rows, number)
            for start in range(0, rows, AT_ONCE):
                async with engine.begin() as conn:
                    await outbox.put(conn, messages[start : start + AT_ONCE], agencies.NOW)
            begins = await _ends(ground.servers, topic)
            relay, published = Relay(shop, ground.servers), 0
            with Usage() as usage:
                while published < rows:
                    published += await relay.publish(producer)
            runs.append(Run(rows, cost(usage)))
            await _check(ground.servers, topic, begins, messages)
            with Usage() as usage:
                await _from_memory(producer, messages)
            rivals.append(Run(rows, cost(usage)))
    finally:
        await producer.stop()
        await engine.dispose()
    return [
        of_rates(
            "the relay", "rows/s", runs, rivals,
            beside="the same records from memory into partition batches, acks=all: no database",
            checked=f"{rows:,} rows a round on the topic once, in order per key, marked", at_least=WANTED,
        )
    ]  # fmt: skip


def facts(rows: int, round_: int) -> list[Message]:
    """Facts of petitions as the service writes them, several of a subject."""
    units = agencies.unit_ids()
    numbers: defaultdict[str, int] = defaultdict(int)
    found: list[Message] = []
    for place in range(rows):
        subject = f"petition/kn-{round_}-{place % KEYS:08d}"
        numbers[subject] += 1
        unit_id = units[place % len(units)]
        fact = Fact(
            "PetitionReceived", subject, numbers[subject], agencies.NOW + timedelta(milliseconds=place),
            agencies.reception(unit_id, place), f"/units/{unit_id}|e-{round_}-{place}", f"e-{round_}-{place}",
            unit_id, agencies.NOW,
        )  # fmt: skip
        found.append(fact.message("petitions", topics.FACTS["petitions"]))
    return found


async def _from_memory(producer: AIOKafkaProducer, messages: list[Message]) -> None:
    partitions = sorted(await producer.partitions_for(messages[0].topic))
    choose = DefaultPartitioner()
    lanes: dict[int, list[Message]] = {}
    for message in messages:
        lanes.setdefault(choose(message.key.encode(), partitions, partitions), []).append(message)
    pending = []
    for partition, lane in lanes.items():
        place = 0
        while place < len(lane):
            batch = producer.create_batch()
            while place < len(lane) and batch.append(
                timestamp=None, key=lane[place].key.encode(), value=lane[place].value
            ):
                place += 1
            batch.close()
            pending.append(await producer.send_batch(batch, lane[0].topic, partition=partition))
    for sent in pending:
        await sent


async def _ends(servers: str, topic: str) -> dict[TopicPartition, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=servers)
    await consumer.start()
    try:
        return await consumer.end_offsets([TopicPartition(topic, p) for p in range(topics.FACT_PARTITIONS)])
    finally:
        await consumer.stop()


async def _check(
    servers: str, topic: str, begins: dict[TopicPartition, int], messages: list[Message]
) -> None:
    """What stands on the topic since `begins` is what was written: each once, each key in order."""
    ends = await _ends(servers, topic)
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False)
    await consumer.start()
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    left, limit = sum(ends[p] - begins[p] for p in ends), perf_counter() + 60
    try:
        consumer.assign(list(ends))
        for partition, begin in begins.items():
            consumer.seek(partition, begin)
        while left > 0 and perf_counter() < limit:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                left -= len(records)
                for record in records:
                    found[record.key or b""].append(record.value or b"")
    finally:
        await consumer.stop()
    wanted: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for message in messages:
        wanted[message.key.encode()].append(message.value)
    assert found == wanted, "what is on the topic differs from what was written"
