"""On what does a bench stand? An embedded Kafka and PostgreSQL of its own, asserted to be durable."""

import shutil
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from deploy.embedded.stack import EmbeddedStack
from shared.database.engine import DURABILITY
from shared.database.migrate import migrate
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.messaging.relay import build_producer


class NotDurable(RuntimeError):
    """What would be measured could lose what it has acknowledged: such a figure says nothing."""


@dataclass
class Ground:
    """The servers, and fresh databases on them."""

    servers: str
    databases: Mapping[str, str]
    durability: Mapping[str, str] = field(default_factory=dict[str, str])
    _made: "count[int]" = field(default_factory=lambda: count(1))

    async def database(self, service: str) -> str:
        """A fresh database of this service, with its tables."""
        name = f"{service}_{next(self._made)}"
        server = self.databases[service].rpartition("/")[0]
        connection = await asyncpg.connect(f"{server}/postgres")
        try:
            await connection.execute(f'create database "{name}"')
        finally:
            await connection.close()
        await migrate(service, f"{server}/{name}")
        return f"{server}/{name}"


@asynccontextmanager
async def standing() -> AsyncGenerator[Ground]:
    """Both servers started, the platform's topics made, durability asserted; all gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="doithoai-bench-"))
    try:
        async with EmbeddedStack(home, ephemeral=True) as addresses:
            await create_topics(addresses.bootstrap_servers, topics.of_platform())
            found = await assert_durable(addresses.bootstrap_servers, addresses.databases["petitions"])
            yield Ground(addresses.bootstrap_servers, addresses.databases, found)
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def assert_durable(servers: str, database: str) -> dict[str, str]:
    """What the run stands on, as found; NotDurable if any of it would let acknowledged work be lost."""
    connection = await asyncpg.connect(database)
    try:
        found = {name: str(await connection.fetchval(f"SHOW {name}")) for name in DURABILITY}
    finally:
        await connection.close()
    wrong = {name: value for name, value in found.items() if value != DURABILITY[name]}
    # The relay's own producer: what it waits for is what the figures stand on. It says so nowhere in public.
    producer: Any = build_producer(servers, "bench")
    await producer.start()
    acks, idempotent = producer._sender._acks, producer._txn_manager is not None
    await producer.stop()
    found |= {"acks": "all" if acks == -1 else str(acks), "enable.idempotence": str(idempotent)}
    if found["acks"] != "all" or found["enable.idempotence"] != "True":
        wrong |= {"acks": found["acks"], "enable.idempotence": found["enable.idempotence"]}
    found |= await _of_topics(servers)
    if found["unclean.leader.election.enable"] != "false":
        wrong["unclean.leader.election.enable"] = found["unclean.leader.election.enable"]
    if wrong:
        raise NotDurable(f"not measured: {wrong}")
    return found


async def _of_topics(servers: str) -> dict[str, str]:
    """How Kafka keeps the facts: copies, and how many must have a record before it is acknowledged."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        facts = topics.FACTS["petitions"]
        answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, facts)])
        configs = {entry[0]: entry[1] for answer in answers for entry in answer.resources[0][4]}
        described = await admin.describe_topics([facts])
        replicas = len(described[0]["partitions"][0]["replicas"])
    finally:
        await admin.close()
    names = ("min.insync.replicas", "unclean.leader.election.enable")
    return {"replicas": str(replicas), **{name: configs[name] for name in names}}
