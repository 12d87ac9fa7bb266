"""Random years told while processes die, two of each service: every figure is what the rules make of it."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from shared import units
from tests.builders.shell import Shell
from tests.faults import rebuilds, strikes
from tests.faults.clients import Clients
from tests.faults.cluster import Cluster
from tests.faults.network import Network
from tests.faults.oracle import Oracle as Books
from tests.faults.people import People
from tests.faults.scene import Scene
from tests.faults.shape import Shape
from tests.faults.story import Story
from tests.recount.live import Laid, Meanwhile, Told, recounted, recounted_as_known, tell
from tests.recount.test_platform import agrees
from tests.recount.years.teller import PUBLISHED_AT

STRIKES = (
    strikes.kill_services, strikes.cut_connections, strikes.slow_consumer, strikes.given_away,
    strikes.slow_commits, strikes.kill_database,
)  # fmt: skip
"""Nothing that keeps Kafka from taking what is published: what is told is the whole of the years."""


@pytest.mark.campaign
@pytest.mark.timeout(1_800)
async def test_of_years_told_amid_deaths_two_of_each_service_say_what_the_rules_say(
    tmp_path: Path, seeds: range
) -> None:
    now, everybody = datetime.fromisoformat(PUBLISHED_AT), units.shipped().with_topics()
    async with Cluster(tmp_path, everybody, now, Network(1), Shape(brokers=1)) as cluster:
        amid = partial(_struck, asyncio.get_running_loop(), _scene(cluster, seeds.start))
        told, *laid = await asyncio.to_thread(_told_and_laid, cluster, seeds, amid)
        for one in laid:
            agrees(one)
        assert await rebuilds.twice(cluster) == []
        assert [law["law"] for law in told.platform.said("audit") if not law["holds"]] == []
        assert cluster.deaths() > len(STRIKES)


def _told_and_laid(cluster: Cluster, seeds: range, amid: Meanwhile) -> tuple[Told, Laid, Laid]:
    told = tell(Shell(cluster.data_dir), seeds, cluster.answering, amid)
    return told, recounted(told), recounted_as_known(told)


@contextmanager
def _struck(loop: asyncio.AbstractEventLoop, scene: Scene) -> Iterator[None]:
    """Every strike once in an order of its own; nothing is asked before all are over."""
    striking = asyncio.run_coroutine_threadsafe(_strikes(scene), loop)
    yield
    striking.result()


async def _strikes(scene: Scene) -> None:
    for strike in scene.chance.sample(STRIKES, len(STRIKES)):
        assert await strike(scene), f"{strike.__name__} was not done"
    await scene.cluster.ready()


def _scene(cluster: Cluster, seed: int) -> Scene:
    """Agencies and businesses of a campaign are not in it: the years are what is told."""
    story, books = Story(seed, 0), Books()
    clients, people = Clients(cluster, story, books, seed), People(cluster, story, books, seed)
    return Scene(cluster, story, clients, people, books, random.Random(seed))
