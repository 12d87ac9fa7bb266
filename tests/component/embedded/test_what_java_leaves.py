"""Where is what Java unpacks to run, and what it says when it dies? With the data, wherever `up` is."""

import signal
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.embedded.stack import Addresses, EmbeddedStack


async def squeeze(addresses: Addresses) -> None:
    """Has the broker unpack what it needs to compress."""
    admin = AIOKafkaAdminClient(bootstrap_servers=addresses.bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic("squeezed", 1, 1, topic_configs={"compression.type": "lz4"})])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=addresses.bootstrap_servers) as producer:
        await producer.send_and_wait("squeezed", b"x" * 1000)


def broker_of(data_dir: Path) -> psutil.Process:
    (found,) = [
        each
        for each in psutil.process_iter(["cmdline"])
        if "kafka.Kafka" in (each.info["cmdline"] or []) and str(data_dir) in " ".join(each.info["cmdline"])
    ]
    return found


async def test_a_broker_that_dies_leaves_nothing_outside_its_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here := tmp_path / "called-from-here").mkdir()
    monkeypatch.chdir(here)
    data_dir = tmp_path / "data"
    async with EmbeddedStack(data_dir, databases=["petitions"]) as addresses:
        await squeeze(addresses)
        broker = broker_of(data_dir)
        read = [Path(each.path) for each in broker.memory_maps()]
        assert not [path for path in read if path.parent.name.startswith("hsperfdata")]
        unpacked = [path for path in read if "liblz4" in path.name]
        assert [path.parent for path in unpacked] == [data_dir / "kafka/1/scratch"]
        broker.send_signal(signal.SIGSEGV)
        broker.wait(30)
        (said,) = (data_dir / "logs").glob("kafka-1-died-*.log")
        assert "SIGSEGV" in said.read_text("utf-8")
    assert list(here.iterdir()) == []
    async with EmbeddedStack(data_dir):
        assert not unpacked[0].exists()
