"""What does a bad network do? Slow and lossy, or a split: nothing gets through, and nobody is told."""

import asyncio
from collections.abc import Sequence

from tests.faults.entry import FROZEN_S, SESSION_MS
from tests.faults.network import CALM, Weather, Wire
from tests.faults.scene import Scene, brokers_back

BAD = Weather(least=0.01, most=0.12, lost=0.03, again=0.8)
"""Ten to 120 ms each way; three of a hundred pieces are lost and come when they are sent again."""
TAKEN_IN_S = 8.0


async def slow_network(scene: Scene) -> int:
    """All services reach Kafka and PostgreSQL over a slow network that loses; the dose: what came late."""
    wires = scene.cluster.network.wires
    before = sum(wire.delayed for wire in wires)
    for wire in wires:
        wire.weather = BAD
    await asyncio.sleep(scene.between(6, 9))
    for wire in wires:
        wire.weather = CALM
    return sum(wire.delayed for wire in wires) - before


async def no_kafka(scene: Scene) -> int:
    """The services are cut off from Kafka, and the agencies are not; businesses file on (database only)."""
    async with asyncio.TaskGroup() as group:
        split = group.create_task(_split(scene, _wires(scene, "kafka"), scene.between(9, 12)))
        if scene.known:
            group.create_task(_still_taken_in(scene))
    return split.result()


async def no_database(scene: Scene) -> int:
    """The services are cut off from PostgreSQL, and nothing tells them so."""
    return await _split(scene, _wires(scene, "postgres"), scene.between(8, 12))


async def cut_off(scene: Scene) -> int:
    """One process is cut off from everything until its replica has its lead and partitions, then back."""
    place = scene.chance.choice(scene.cluster.places)
    seconds = max(FROZEN_S, SESSION_MS / 1000) + 4
    return await _split(scene, scene.cluster.network.between([place.name]), seconds)


async def freeze_broker(scene: Scene) -> int:
    """A broker stands still for everybody until others lead, and then goes on as if it led."""
    broker = scene.chance.choice(scene.cluster.brokers())
    broker.pause()
    await asyncio.sleep(scene.between(9, 12))
    broker.go_on()
    await brokers_back(scene.cluster)
    return 1


def _wires(scene: Scene, server: str) -> list[Wire]:
    return scene.cluster.network.between((place.name for place in scene.cluster.places), server)


async def _split(scene: Scene, wires: Sequence[Wire], seconds: float) -> int:
    """Nothing gets over these wires for so long; what was held up on them."""
    before = sum(wire.held for wire in wires)
    for wire in wires:
        wire.hole()
    await asyncio.sleep(seconds)
    held = sum(wire.held for wire in wires) - before
    # What was on its way arrives; or who stood between has forgotten the connections.
    reset = scene.chance.random() < 0.5
    scene.cluster.note(healed="connections are gone" if reset else "what was on its way arrives")
    for wire in wires:
        wire.heal(reset=reset)
    return held


async def _still_taken_in(scene: Scene) -> None:
    await asyncio.sleep(1)
    try:
        async with asyncio.timeout(TAKEN_IN_S):
            await scene.clients.file(scene.known[:1], 1, 0.1)
    except TimeoutError:
        scene.oracle.unasked.append("no petition was taken in while the services were cut off from Kafka")
