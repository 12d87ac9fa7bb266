"""What becomes of it while a disk is full? Nothing is acknowledged that is not written; nothing is lost."""

import asyncio

from tests.faults.scene import Scene, brokers_back, database_back

FULL_S = (6.0, 10.0)
REFUSED = b"No space left on device"
"""What the server's log says each time it could not write."""


async def fill_database(scene: Scene) -> int:
    """PostgreSQL's disk is full: what it can't write is refused, it may end itself; the dose: how often."""
    refused = await _fill(scene, "postgres")
    await database_back(scene.cluster)
    return refused


async def fill_broker(scene: Scene) -> int:
    """One broker's disk is full: it ends itself, two of three go on; the dose: what it could not write."""
    broker = scene.chance.choice(scene.cluster.brokers())
    refused = await _fill(scene, broker.name)
    await brokers_back(scene.cluster)
    return refused


async def _fill(scene: Scene, name: str) -> int:
    disk, keeper = scene.cluster.disks[name], scene.cluster.keepers[name]
    log = keeper.child.command.log
    deaths, before = keeper.deaths, log.read_bytes().count(REFUSED)
    disk.fill()
    try:
        await asyncio.sleep(scene.between(*FULL_S))
    finally:
        disk.free()
    refused = log.read_bytes().count(REFUSED) - before
    scene.cluster.note(full=name, refused=refused, ended=keeper.deaths - deaths)
    return refused
