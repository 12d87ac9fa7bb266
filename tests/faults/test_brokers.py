"""Three brokers of which one goes away, or loses its disk: is it said, and does it come back whole?"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from prometheus_client import REGISTRY

from deploy.embedded import emptied
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.kafka import Kafka
from deploy.embedded.kafka_settings import Node
from deploy.embedded.ports import Ports, answers
from deploy.embedded.supervisor import Patience, Supervisor
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.messaging.liveness import Stillness
from shared.messaging.offsets import Offsets
from shared.messaging.upkeep import Upkeep
from shared.observability import metrics
from tests.builders.waiting import until
from tests.messaging.conftest import House

KEPT = "kept"
FOLLOWED = topics.FACTS["notices"]


def missing() -> float | None:
    return REGISTRY.get_sample_value("doithoai_kafka_under_replicated_partitions")


def brokers_in(home: Path, brokers: int = 3) -> Kafka:
    """A cluster that is not started yet."""
    return Kafka(
        home / "kafka", ports=Ports(home / "ports.json"), logs=home / "logs",
        pid_files=home / "running", brokers=brokers,
    )  # fmt: skip


@pytest.fixture
async def three(tmp_path: Path) -> AsyncIterator[tuple[Kafka, str]]:
    """Brokers that hold the platform's topics, and their addresses."""
    kafka = brokers_in(tmp_path)
    try:
        servers = await kafka.start()
        await create_topics(servers, topics.of_platform(), 3)
        yield kafka, servers
    finally:
        await kafka.stop()


@pytest.mark.timeout(400)
async def test_a_broker_that_is_away_is_said_as_partitions_that_lack_copies_until_it_is_back(
    house: House, three: tuple[Kafka, str]
) -> None:
    kafka, servers = three

    async def none_missing() -> bool:
        return missing() == 0

    async def some_missing() -> bool:
        return (missing() or 0) > topics.FACT_PARTITIONS

    metrics.UNDER_REPLICATED.set(-1)
    measuring = asyncio.create_task(Upkeep(house.shop, servers, [FOLLOWED], Stillness([])).run())
    try:
        await until(none_missing)
        kafka.children[1].signal(signal.SIGKILL)
        assert await kafka.children[1].wait(30)
        await until(some_missing)
        kafka.children[1].start()
        await until(none_missing, 120)
    finally:
        measuring.cancel()


async def test_of_topics_on_one_broker_no_copy_is_missing(house: House) -> None:
    metrics.UNDER_REPLICATED.set(-1)
    async with Offsets(house.servers) as offsets:
        await Upkeep(house.shop, house.servers, [FOLLOWED], Stillness([])).measure(offsets)
    assert missing() == 0


async def put(servers: str, *values: bytes, holders: list[int]) -> None:
    """Records on KEPT, of which these brokers have copies."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic(KEPT, -1, -1, replica_assignments={0: holders})])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=servers, acks="all") as producer:
        for value in values:
            await producer.send_and_wait(KEPT, value)


async def kept(servers: str) -> bytes | None:
    """The first record on KEPT."""
    async with AIOKafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(KEPT, 0)])
        return (await consumer.getone()).value


def records_of(home: Path, broker: int) -> bytes:
    """What a broker has on its disk of KEPT."""
    return (home / f"kafka/{broker}/data/{KEPT}-0/00000000000000000000.log").read_bytes()


@pytest.mark.campaign
@pytest.mark.timeout(400)
async def test_a_broker_whose_disk_was_replaced_is_filled_from_the_others(tmp_path: Path) -> None:
    """Also the one that led the others, who believe in it until they have agreed on another."""
    kafka = brokers_in(tmp_path)
    try:
        await put(await kafka.start(), b"one", b"two", holders=[1, 2, 3])
        quorum = json.loads((tmp_path / "kafka/1/data/__cluster_metadata-0/quorum-state").read_text())
        await kafka.stop()
        had = {broker: records_of(tmp_path, broker) for broker in (1, 2, 3)}
        led = quorum["leaderId"]
        (tmp_path / f"kafka/{led}").rename(tmp_path / "lost")
        kafka = brokers_in(tmp_path)
        servers = await kafka.start()

        async def filled() -> bool:
            path = tmp_path / f"kafka/{led}/data/{KEPT}-0"
            return path.exists() and records_of(tmp_path, led) == had[led]

        await until(filled)
        assert await kept(servers) == b"one"
        assert len(set(had.values())) == 1
    finally:
        await kafka.stop()


@pytest.mark.timeout(400)
async def test_a_broker_whose_disk_goes_while_it_runs_is_filled_from_the_others_then_too(
    tmp_path: Path,
) -> None:
    kafka, home = brokers_in(tmp_path), tmp_path / "kafka/2"
    try:
        servers = await kafka.start()
        await put(servers, b"one", b"two", holders=[1, 2, 3])
        had = records_of(tmp_path, 2)

        async def is_back() -> bool:
            path = home / f"data/{KEPT}-0/00000000000000000000.log"
            return path.exists() and path.read_bytes() == had and not emptied.emptied(nodes, began=True)

        nodes = [Node(number, 1, 1, tmp_path / f"kafka/{number}") for number in (1, 2, 3)]
        async with Supervisor() as supervisor:
            supervisor.adopt(kafka.children, kafka.runs_again)
            (home / "data").rename(tmp_path / "taken-out")
            kafka.children[1].signal(signal.SIGKILL)
            await until(is_back, 120)
            assert await kept(servers) == b"one"
    finally:
        await kafka.stop()


@pytest.mark.timeout(240)
async def test_a_broker_whose_metadata_goes_while_it_runs_does_not_throw_its_records_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Kafka, without the metadata, takes them for stray ones."""
    kafka, data = brokers_in(tmp_path, 1), tmp_path / "kafka/1/data"
    try:
        servers = await kafka.start()
        await put(servers, b"mine", holders=[1])
        had = records_of(tmp_path, 1)

        async def refused() -> bool:
            return "kafka-1 is not started again: no majority of the brokers has its data" in caplog.text

        async def runs() -> bool:
            return answers(int(servers.rpartition(":")[2]))

        async with Supervisor(patience=Patience(slowest_restart=1.0)) as supervisor:
            supervisor.adopt(kafka.children, kafka.runs_again)
            (data / emptied.METADATA).rename(tmp_path / "taken-out")
            kafka.children[0].signal(signal.SIGKILL)
            await until(refused)
            assert records_of(tmp_path, 1) == had
            (tmp_path / "taken-out").rename(data / emptied.METADATA)
            await until(runs)
            assert await kept(servers) == b"mine"
    finally:
        await kafka.stop()


@pytest.mark.campaign
@pytest.mark.timeout(400)
async def test_a_broker_that_had_the_only_copy_does_not_come_back_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kafka, disk = brokers_in(tmp_path), tmp_path / "kafka/2/data"
    try:
        await put(await kafka.start(), b"mine", holders=[2])
        await kafka.stop()
        disk.rename(tmp_path / "taken-out")
        monkeypatch.setattr(emptied, "LED_S", 15.0)
        kafka = brokers_in(tmp_path)
        with pytest.raises(
            EmbeddedStackError, match=rf"{disk} hold nothing, and of {KEPT}/0 no other broker"
        ):
            await kafka.start()
        await kafka.stop()
        assert not disk.exists()
        (tmp_path / "taken-out").rename(disk)
        kafka = brokers_in(tmp_path)
        assert await kept(await kafka.start()) == b"mine"
    finally:
        await kafka.stop()


@pytest.mark.timeout(240)
async def test_a_cluster_that_lost_all_its_disks_is_not_begun_anew_unnoticed(tmp_path: Path) -> None:
    kafka, disk = brokers_in(tmp_path, 1), tmp_path / "kafka/1/data"
    try:
        await kafka.start()
        await kafka.stop()
        disk.rename(tmp_path / "taken-out")
        kafka = brokers_in(tmp_path, 1)
        with pytest.raises(EmbeddedStackError, match=rf"{disk} of 1 hold nothing.*put back what was in them"):
            await kafka.start()
        assert not disk.exists()
        (tmp_path / "taken-out").rename(disk)
        await kafka.start()
    finally:
        await kafka.stop()
