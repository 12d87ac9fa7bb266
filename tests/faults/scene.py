"""What does a fault act on, and how is it known that the servers are back?"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient

from tests.faults.clients import Clients, patiently
from tests.faults.cluster import Cluster
from tests.faults.oracle import Oracle
from tests.faults.people import People
from tests.faults.story import Story


@dataclass(frozen=True, slots=True)
class Scene:
    """The platform, its clients and their books; chance is seeded."""

    cluster: Cluster
    story: Story
    clients: Clients
    people: People
    oracle: Oracle
    chance: random.Random
    known: list[str] = field(default_factory=list[str])
    """Conferences that were told of before, so that one can file to them."""

    async def more(self, petitions: int, seconds: float) -> None:
        """Traffic that a fault brings with it: two conferences more, over so many seconds."""
        await self.clients.put(self.story.chunk(petitions, self.cluster.now()).records, seconds)

    def between(self, least: float, most: float) -> float:
        return self.chance.uniform(least, most)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong; `strike` returns once it is over, with how often it was done."""

    name: str
    strike: Callable[[Scene], Awaitable[int]]
    quiet: bool = False
    """It brings its own traffic and is done when the load has been handled."""
    brokers: int = 1
    """It takes a cluster of so many."""
    own_disk: bool = False
    """It takes disks that can be made full (disks.py)."""


async def brokers_back(cluster: Cluster) -> None:
    """Every broker has joined, and every replica is in sync again."""

    async def look() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=cluster.platform.kafka)
        await admin.start()
        try:
            if len((await admin.describe_cluster())["brokers"]) < len(cluster.brokers()):
                raise ConnectionError("a broker has not joined yet")
            for topic in await admin.describe_topics():
                if any(len(p["isr"]) < len(p["replicas"]) for p in topic["partitions"]):
                    raise ConnectionError("a replica is not in sync yet")
        finally:
            await admin.close()

    await patiently(look, "Kafka")


async def database_back(cluster: Cluster) -> None:
    """PostgreSQL has recovered and takes connections."""

    async def look() -> None:
        connection = await asyncpg.connect(cluster.platform.databases["notices"], timeout=5)
        await connection.close()

    await patiently(look, "PostgreSQL")


async def until(question: Callable[[], bool], seconds: float) -> bool:
    """Waits until it is so; False if it never is."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not question():
        if loop.time() > end:
            return False
        await asyncio.sleep(0.05)
    return True
