"""How does a campaign go? A chunk of traffic, a fault in the middle of it, the heal, and then every law."""

import asyncio
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic

from cli.settling import Left, Settling
from shared.clock import HCM
from tests.faults import canaries, full_disks, points, rebuilds, splits, strikes
from tests.faults.clients import Clients, patiently
from tests.faults.clocks_apart import clocks_apart
from tests.faults.cluster import Cluster
from tests.faults.due_day import jump_ahead, over_midnight
from tests.faults.network import Network
from tests.faults.oracle import Oracle
from tests.faults.our_fault import fail_on_answers
from tests.faults.people import People
from tests.faults.scene import Fault, Scene
from tests.faults.shape import Shape
from tests.faults.story import POISONED, UNITS, Story
from tests.faults.upgrades import next_version_beside
from tests.faults.verdicts import Verdict, judge

NOW = datetime(2025, 1, 6, 9, 0, tzinfo=HCM)
"""Where the campaign's clock starts: after all it is told of, within the last confirmed calendar."""
SETTLED_S = 90.0
FILED, CAME = 8, 4
"""By programs over HTTP; and by people with a browser."""

FAULTS: Sequence[Fault] = (
    Fault("services killed", strikes.kill_services),
    *(strikes.killed_at(point) for point in points.POINTS),
    Fault("everything killed at once", strikes.kill_everything),
    Fault("PostgreSQL killed", strikes.kill_database),
    Fault("connections cut", strikes.cut_connections),
    Fault("commits held open", strikes.slow_commits),
    Fault("slow consumer", strikes.slow_consumer),
    Fault("back after its partitions went", strikes.given_away),
    Fault("committed offsets wrong", strikes.wrong_offsets),
    Fault("a topic of facts replayed", strikes.replay_facts),
    Fault("inbound records replayed", strikes.replay_inbound),
    Fault("reporting rebuilt under traffic", strikes.rebuild_reporting),
    Fault("broker killed", strikes.kill_broker, brokers=3),
    Fault("brokers restarted in turn", strikes.restart_brokers, brokers=3),
    Fault("two brokers of three down", strikes.two_brokers_down, brokers=3),
    Fault("network slow and lossy", splits.slow_network),
    Fault("cut off from Kafka", splits.no_kafka),
    Fault("cut off from PostgreSQL", splits.no_database),
    Fault("a process cut off from everything", splits.cut_off),
    Fault("a broker cut off", splits.freeze_broker, brokers=3),
    Fault("PostgreSQL's disk full", full_disks.fill_database, own_disk=True),
    Fault("a broker's disk full", full_disks.fill_broker, brokers=3, own_disk=True),
    Fault("clocks minutes apart", clocks_apart),
    Fault("the next version beside this one", next_version_beside),
    Fault("clock two hours on", jump_ahead),
    Fault("our own fault on answers over a due day", fail_on_answers, quiet=True),
    Fault("petitions away over a due day", partial(over_midnight, "petitions"), quiet=True),
    Fault("notices away over a due day", partial(over_midnight, "notices"), quiet=True),
)


@dataclass(slots=True)
class Step:
    """One fault in the midst of traffic, and what it did."""

    fault: str
    dose: int
    acknowledged: int
    seconds: float
    """From the heal, or the last record if that came later, until no work was left anywhere."""
    verdict: Verdict


@dataclass(slots=True)
class Campaign:
    """Everything that was done to one platform."""

    scene: Scene
    petitions: int = 25
    """Of each of a chunk's two conferences."""
    seconds: float = 5.0
    """How long a chunk's traffic takes."""
    steps: list[Step] = field(default_factory=list[Step])

    async def step(self, fault: Fault) -> Step:
        """Traffic, the fault, the heal, and a verdict on a platform that has settled."""
        scene, before = self.scene, self.scene.oracle.acknowledged()
        scene.cluster.note(fault=fault.name)
        chunk = scene.story.chunk(self.petitions, scene.cluster.now())
        load = asyncio.gather(
            scene.clients.put(chunk.records, self.seconds),
            scene.clients.file(list(scene.known) or chunk.conferences, FILED, self.seconds),
            scene.people.come(list(scene.known) or chunk.conferences, CAME, self.seconds),
        )
        if fault.quiet:
            await load
            await self.settled()
        await asyncio.sleep(scene.between(0.1, 0.3) * self.seconds)
        dose = await fault.strike(scene)
        healed = monotonic()
        await load
        healed = max(healed, monotonic())
        left, worked = await self.settled()
        scene.known[:] = chunk.conferences
        await patiently(scene.clients.listen, "receipts")
        verdict = await judge(scene.cluster, scene.story, scene.oracle)
        if not left.nothing():
            verdict.lost.append(f"not settled after {SETTLED_S:.0f} s: {left.says()}")
        acknowledged = scene.oracle.acknowledged() - before
        self.steps.append(Step(fault.name, dose, acknowledged, worked - healed, verdict))
        return self.steps[-1]

    async def settled(self) -> tuple[Left, float]:
        """Waits until nothing is left to do; the last look, and when the last work was done."""
        return await patiently(self._settle, "the platform")

    async def _settle(self) -> tuple[Left, float]:
        until, worked, quiet = monotonic() + SETTLED_S, monotonic(), 0
        async with Settling(self.scene.cluster.platform) as settling:
            while True:
                left = await settling.left()
                if any(any(part.values()) for part in (left.unread, left.unpublished, left.recomputations)):
                    worked = monotonic()
                quiet = quiet + 1 if left.nothing() else 0
                if quiet == 2 or monotonic() > until:
                    return left, worked
                await asyncio.sleep(0.1)

    async def last_look(self) -> Verdict:
        """What is true at the end: nothing personal got out, and a rebuild says the same, twice."""
        cluster = self.scene.cluster
        verdict = Verdict(miscounted=await canaries.found(cluster))
        verdict.miscounted += await rebuilds.twice(cluster)
        return verdict


@asynccontextmanager
async def campaign(
    data_dir: Path,
    seed: int,
    *,
    brokers: int = 3,
    replicas: int = 2,
    poisoned: float = POISONED,
    mutant: str | None = None,
    own_disks: bool = False,
) -> AsyncGenerator[Campaign]:
    """A platform under a campaign's control; it is ended with the block."""
    story, oracle, network = Story(seed, poisoned), Oracle(), Network(seed)
    module = f"tests.faults.mutants.{mutant}" if mutant else None
    shape = Shape(brokers, replicas, module, own_disks)
    async with (
        Cluster(data_dir, UNITS, NOW, network, shape) as cluster,
        Clients(cluster, story, oracle, seed) as clients,
        People(cluster, story, oracle, seed) as people,
    ):
        yield Campaign(Scene(cluster, story, clients, people, oracle, random.Random(seed)))
