"""Nothing is lost, doubled or miscounted by what goes wrong: the campaign, short and very short."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from shared.messaging import topics
from tests.faults.campaign import FAULTS, Campaign, campaign
from tests.faults.cluster import Cluster
from tests.faults.scene import Fault
from tests.faults.story import UNITS
from tests.faults.verdicts import Verdict

SEED, MUCH = 85, 0.15
"""So much poison that every kind is in it."""
VERY_SHORT = ("killed mid batch",)
SHORT = (
    "killed after send before mark", "broker killed", "two brokers of three down", "PostgreSQL killed",
    "reporting rebuilt under traffic",
)  # fmt: skip


def named(*names: str) -> list[Fault]:
    """The campaign's faults of these names."""
    found = {fault.name: fault for fault in FAULTS}
    return [found[name] for name in names]


async def lived(running: Campaign, faults: Sequence[Fault]) -> str:
    """What broke in the course of these faults; each was done, and clients were told something meanwhile."""
    verdicts: list[Verdict] = []
    for fault in faults:
        step = await running.step(fault)
        assert step.dose, f"{fault.name} was not done"
        assert step.acknowledged
        verdicts.append(step.verdict)
    return "\n".join(verdict.says() for verdict in verdicts if not verdict.holds())


@pytest.mark.timeout(240)
async def test_a_service_killed_in_the_middle_of_a_batch_loses_doubles_and_miscounts_nothing(
    tmp_path: Path,
) -> None:
    async with campaign(tmp_path, SEED, brokers=1, replicas=1, poisoned=MUCH) as running:
        running.petitions, running.seconds = 10, 2.0
        assert await lived(running, named(*VERY_SHORT)) == ""


@pytest.mark.campaign
@pytest.mark.timeout(600)
async def test_a_short_campaign_on_three_brokers_loses_doubles_and_miscounts_nothing(tmp_path: Path) -> None:
    async with campaign(tmp_path, SEED) as running:
        await _keeps_two_copies(running.scene.cluster)
        assert await lived(running, named(*SHORT)) == ""
        assert (await running.last_look()).says() == ""


async def _keeps_two_copies(cluster: Cluster) -> None:
    """Three copies of each topic; a write is acknowledged once two have it; no copy that lags may lead."""
    admin = AIOKafkaAdminClient(bootstrap_servers=cluster.platform.kafka)
    await admin.start()
    try:
        names = [*topics.FACTS.values(), topics.inbound(UNITS[0], "petitions"), topics.receipts(UNITS[0])]
        described = await admin.describe_topics(names)
        assert {len(p["replicas"]) for topic in described for p in topic["partitions"]} == {3}
        (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, n) for n in names])
    finally:
        await admin.close()
    for *_, entries in answer.resources:
        said = {name: value for name, value, *_ in entries}
        assert (said["min.insync.replicas"], said["unclean.leader.election.enable"]) == ("2", "false")
