"""Does the embedded Kafka and PostgreSQL keep what it was given, alone on its data and beside others?"""

import asyncio
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError

from deploy.embedded.errors import DataDirectoryInUse, DidNotStart, EmbeddedStackError
from deploy.embedded.stack import Addresses, EmbeddedStack

TOPIC = "kept"


async def put(addresses: Addresses, value: bytes, copies: int) -> None:
    """One record on TOPIC and one row in the petitions' database."""
    admin = AIOKafkaAdminClient(bootstrap_servers=addresses.bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, 1, copies)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=addresses.bootstrap_servers, acks="all") as producer:
        await producer.send_and_wait(TOPIC, value)
    connection = await asyncpg.connect(addresses.databases["petitions"])
    await connection.execute("create table kept (value bytea)")
    await connection.execute("insert into kept values ($1)", value)
    await connection.close()


async def kept(addresses: Addresses) -> tuple[bytes, bytes]:
    """What TOPIC and the database hold."""
    async with AIOKafkaConsumer(
        bootstrap_servers=addresses.bootstrap_servers, auto_offset_reset="earliest"
    ) as consumer:
        consumer.assign([TopicPartition(TOPIC, 0)])
        record = await consumer.getone()
    connection = await asyncpg.connect(addresses.databases["petitions"])
    row = await connection.fetchval("select value from kept")
    await connection.close()
    assert record.value is not None
    return record.value, row


def running_in(data_dir: Path) -> list[list[str]]:
    """The commands of the processes that run on it."""
    commands = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return [command for command in commands if str(data_dir) in " ".join(command)]


async def test_a_restart_keeps_data_and_ports_and_runs_beside_another_stack(
    tmp_path: Path, stack: Addresses
) -> None:
    async with EmbeddedStack(tmp_path) as first:
        assert first.bootstrap_servers != stack.bootstrap_servers
        await put(first, b"one", 1)
        password = tmp_path / "postgres.password"
        assert stat.S_IMODE(password.stat().st_mode) == 0o600, "readable by its owner alone"
        with pytest.raises(DataDirectoryInUse, match="another process is running on"):
            await EmbeddedStack(tmp_path).start()
    async with EmbeddedStack(tmp_path) as second:
        assert second == first
        assert await kept(second) == (b"one", b"one")
    assert not list((tmp_path / "running").iterdir())
    password.write_text("another's")
    with pytest.raises(DidNotStart, match="does not hold the password"):
        await EmbeddedStack(tmp_path).start()
    with pytest.raises(EmbeddedStackError, match=r"made with 1 broker\(s\), not 3"):
        await EmbeddedStack(tmp_path, brokers=3).start()


async def test_three_brokers_keep_every_record_twice_before_they_acknowledge_it(tmp_path: Path) -> None:
    pair = EmbeddedStack(tmp_path / "data", brokers=3, databases=["petitions"], ephemeral=True)
    async with pair as addresses:
        await put(addresses, b"two", 3)
        assert await kept(addresses) == (b"two", b"two")
        admin = AIOKafkaAdminClient(bootstrap_servers=addresses.bootstrap_servers)
        await admin.start()
        (described,) = await admin.describe_topics([TOPIC])
        await admin.close()
        assert len(described["partitions"][0]["replicas"]) == 3
        names = [child.command.name for child in pair.children if child.running]
        assert names == ["kafka-1", "kafka-2", "kafka-3", "postgres"]
        settings = (pair.data_dir / "kafka/1/server.properties").read_text()
        assert "min.insync.replicas=2\n" in settings
    assert not pair.data_dir.exists()
    assert not pair.children


async def test_each_service_has_a_database_of_its_own(stack: Addresses) -> None:
    assert list(stack.databases) == ["notices", "petitions", "deadlines", "reporting"]
    for name, url in stack.databases.items():
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("select current_database()") == name
        await connection.close()


async def test_what_postgresql_acknowledges_is_on_disk_and_times_are_utc(stack: Addresses) -> None:
    connection = await asyncpg.connect(stack.databases["notices"])
    shown = {
        name: await connection.fetchval(f"show {name}")
        for name in ("fsync", "full_page_writes", "synchronous_commit", "timezone", "server_encoding")
    }
    in_order = await connection.fetchval("select 'Z' < 'a' and lower('ĐIỆN') = 'điện'")
    await connection.close()
    assert shown == {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "timezone": "UTC",
        "server_encoding": "UTF8",
    }
    assert in_order, "text sorts by code point and Vietnamese letters have a lower case"


async def test_postgresql_asks_for_its_password(stack: Addresses) -> None:
    url = stack.databases["notices"]
    password = url.split(":")[2].split("@")[0]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url.replace(password, "guess"))


async def test_a_topic_nobody_made_does_not_appear(bootstrap_servers: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap_servers) as producer:
        await producer.client.force_metadata_update()
        producer.client.add_topic("mistyped")
        await producer.client.force_metadata_update()
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    assert "mistyped" not in await admin.list_topics()
    (described,) = await admin.describe_topics(["mistyped"])
    await admin.close()
    assert described["error_code"] == UnknownTopicOrPartitionError.errno


@pytest.mark.parametrize(
    ("file", "half", "said"),
    [
        (
            "kafka/cluster.json",
            "",
            r"cluster\.json does not say .*write it anew, with the cluster\.id of",
        ),
        ("kafka/cluster.json", '{"id": "a', r"kafka/cluster\.json does not say "),
        ("postgres.password", "", r"postgres\.password is empty: put back the password"),
    ],
)
async def test_half_a_file_of_what_can_not_be_made_again_is_named_with_what_to_do(
    tmp_path: Path, file: str, half: str, said: str
) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(half)
    with pytest.raises(DidNotStart, match=said):
        await EmbeddedStack(tmp_path).start()
    assert (tmp_path / file).read_text() == half


async def test_a_start_that_is_given_up_leaves_nothing_running(
    tmp_path: Path, eventually: Callable[..., Awaitable[None]]
) -> None:
    starting = asyncio.ensure_future(EmbeddedStack(tmp_path).start())
    await eventually(lambda: (tmp_path / "running/kafka-1-format.json").exists())
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not list((tmp_path / "running").iterdir())
    assert running_in(tmp_path) == []


async def test_a_server_that_cannot_start_says_why_and_leaves_nothing_running(tmp_path: Path) -> None:
    data = tmp_path / "kafka/1/data"
    data.mkdir(parents=True)
    (data / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=of-another\n")
    pair = EmbeddedStack(tmp_path)
    with pytest.raises(DidNotStart, match=r"^kafka-1 ended with 1, see .*kafka-1.log: "):
        await pair.start()
    assert not list((tmp_path / "running").iterdir())
    assert running_in(tmp_path) == []
