"""Would the live recount notice? The services run, each wrong in one place, are told years, and are asked."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from shared import units
from tests.builders.shell import Shell
from tests.faults.cluster import Cluster
from tests.faults.network import Network
from tests.faults.shape import Shape
from tests.recount.live import recounted_as_known, tell
from tests.recount.oracle.oracle import Oracle
from tests.recount.seeded import LIVE_ALONE, MOMENTS, MUTANTS, asked, caught, module
from tests.recount.years.teller import PUBLISHED_AT

pytestmark = [pytest.mark.campaign, pytest.mark.timeout(400)]
SEEDS = range(20)


@pytest.mark.parametrize("mutant", [*MUTANTS, *LIVE_ALONE])
async def test_a_mutant_of_the_running_services_is_caught(mutant: str, tmp_path: Path) -> None:
    now, everybody = datetime.fromisoformat(PUBLISHED_AT), units.shipped().with_topics()
    shape = Shape(brokers=1, replicas=1, mutant=module(mutant))
    async with Cluster(tmp_path, everybody, now, Network(1), shape) as cluster:
        apart = await asyncio.to_thread(_apart, cluster, mutant)
    assert caught(mutant, apart), apart[:20]


def _apart(cluster: Cluster, mutant: str) -> list[str]:
    told = tell(Shell(cluster.data_dir), SEEDS, cluster.answering)
    if mutant in LIVE_ALONE:
        return recounted_as_known(told, asked(mutant)).apart
    return told.laid(Oracle(told.lines, PUBLISHED_AT), MOMENTS, topics=asked(mutant)).apart
