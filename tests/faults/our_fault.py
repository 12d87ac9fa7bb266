"""Is a unit accused whose answer is there and could not be decided, by our own fault, over the due day's end?

The platform fails on these answers as on a bug of its own: they are dead letters. Who did not answer is told
of meanwhile. Then the bug is mended, and an operator has the letters taken up again.
"""

import asyncio
from datetime import timedelta
from functools import partial

import asyncpg

from tests.faults import points
from tests.faults.clients import patiently
from tests.faults.due_day import PETITIONS_EACH, accused_of, answers, eve, silence
from tests.faults.scene import Scene

OPEN = "SELECT count(*) FROM dead_letters WHERE state = 'open'"
RETRY = (
    "UPDATE dead_letters SET asked = 'retry', asked_by = 'campaign', asked_at = now() WHERE state = 'open'"
)


async def fail_on_answers(scene: Scene) -> int:
    """The dose: how many letters there were; 0 if the machine was too slow to be in time."""
    cluster, it = scene.cluster, await eve(scene)
    if cluster.now() > it.midnight - timedelta(seconds=8):
        silence(scene, it.petitions, it.due)
        return 0
    answered, silent = it.petitions[:PETITIONS_EACH], it.petitions[PETITIONS_EACH:]
    bug = cluster.point(points.OUR_FAULT)
    bug.write_text("\n".join(answered), encoding="utf-8")
    await scene.clients.put(answers(scene, it, cluster.now()), 0.1)
    await patiently(partial(_are, scene, answered), "petitions")
    await asyncio.sleep(max(0.0, (it.midnight - cluster.now()).total_seconds()))
    # Everything else goes on: who did not answer is accused.
    await patiently(partial(_accused, scene, silent), "deadlines")
    if accused := await accused_of(scene, answered):
        scene.oracle.unasked.append(f"{accused} accused of {it.due} whose answers are dead letters")
    bug.unlink()
    await _mend(scene)
    return len(answered)


async def _are(scene: Scene, letters: list[str]) -> None:
    if await _asked(scene, OPEN) != len(letters):
        raise ConnectionError("not all are dead letters yet")


async def _accused(scene: Scene, petitions: list[str]) -> None:
    if await accused_of(scene, petitions) != len(petitions):
        raise ConnectionError("not all are accused yet")


async def _mend(scene: Scene) -> None:
    await _asked(scene, RETRY)
    await patiently(partial(_are, scene, []), "mending")


async def _asked(scene: Scene, statement: str) -> int | None:
    connection = await asyncpg.connect(scene.cluster.platform.databases["petitions"])
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()
