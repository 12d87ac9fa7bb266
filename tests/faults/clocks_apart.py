"""What if the clocks of two machines are minutes apart? A replica's is ahead, another service's is behind.

No moment is written down that has not come or was long before, and a figure that was given stays what it was.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx

from tests.faults.scene import Scene

APART_S = 180.0
VOUCHED_S = 30.0
NEAR = timedelta(seconds=2)
WRITTEN = "SELECT event_id, recorded_at FROM acts WHERE topic = 'doithoai.petitions.v1'"
QUARTER = "2024-Q2"


async def clocks_apart(scene: Scene) -> int:
    """For some seconds of traffic; the dose: by how many seconds."""
    cluster = scene.cluster
    last, other = cluster.of("petitions")[-1], scene.chance.choice(("notices", "deadlines"))
    ahead = scene.chance.choice((1, -1)) * APART_S
    apart = {last.name: ahead, cluster.of(other)[0].name: -ahead}
    before, began = await _written(scene), cluster.now()
    await cluster.restart(apart, clock=apart)
    moment = cluster.now().isoformat()
    given = await _figure(scene, moment)
    await scene.more(10, scene.between(4, 6))
    again = await _figure(scene, moment)
    if given is None or again != given:
        scene.oracle.unasked.append(f"a figure known at {moment} was not given, or changed: {given} {again}")
    until = cluster.now()
    scene.oracle.unasked += [
        f"{event_id} was written down at {at}, between {began} and {until}"
        for event_id, at in (await _written(scene)).items()
        if event_id not in before and not began - NEAR < at < until + NEAR
    ]
    await cluster.restart(apart)
    return round(2 * APART_S)


async def _written(scene: Scene) -> dict[str, datetime]:
    connection = await asyncpg.connect(scene.cluster.platform.databases["petitions"])
    try:
        return {row[0]: row[1] for row in await connection.fetch(WRITTEN)}
    finally:
        await connection.close()


async def _figure(scene: Scene, moment: str) -> dict[str, Any] | None:
    """Phụ lục 3 as it was known at that moment; None if reporting can't vouch for it in good time."""
    url = f"{scene.cluster.of('reporting')[0].http}/api/reports/quarters/{QUARTER}"
    loop = asyncio.get_running_loop()
    until = loop.time() + VOUCHED_S
    async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
        while loop.time() < until:
            answer = await client.get(url, params={"as_of": moment, "known_at": moment})
            if answer.status_code == 200:
                return answer.json()
    return None
