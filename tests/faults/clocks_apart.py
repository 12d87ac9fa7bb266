"""What if the clocks of two machines are minutes apart? A replica's is ahead, another service's is behind.

No moment is written down that has not come or was long before, and a figure that was given stays what it was.
"""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx

from tests.faults.clients import patiently
from tests.faults.scene import Scene

APART_S = 180.0
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
    given = await _figure(scene, cluster.now())
    await scene.more(10, scene.between(4, 6))
    again = await _figure(scene, given["known_at"])
    if again != given:
        scene.oracle.unasked.append(f"a figure known at {given['known_at']} changed: {given} {again}")
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


async def _figure(scene: Scene, known_at: datetime | str) -> dict[str, Any]:
    """Phụ lục 3 as it was known at that moment, once reporting can vouch for it."""
    moment = known_at if isinstance(known_at, str) else known_at.isoformat()
    url = f"{scene.cluster.of('reporting')[0].http}/api/reports/quarters/{QUARTER}"

    async def ask() -> dict[str, Any]:
        async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
            answer = await client.get(url, params={"as_of": moment, "known_at": moment})
            answer.raise_for_status()
            return answer.json()

    return await patiently(ask, "reporting")
