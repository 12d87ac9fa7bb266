"""Does a rolling upgrade lose anything? A replica of the next version works beside this one, then goes."""

import asyncpg

from tests.faults import next_version
from tests.faults.scene import Scene

SAID = (
    "SELECT count(*) FROM outbox o, unnest(o.payloads) AS p(value) WHERE position($1::bytea IN p.value) > 0"
)


async def next_version_beside(scene: Scene) -> int:
    """Petitions' database is migrated, a replica upgraded, works, and is taken back; the dose: its facts."""
    cluster = scene.cluster
    connection = await asyncpg.connect(cluster.platform.databases["petitions"])
    try:
        revision = await connection.fetchval("SELECT version_num FROM alembic_version")
        for statement in next_version.AHEAD:
            await connection.execute(statement)
        await connection.execute("UPDATE alembic_version SET version_num = $1", next_version.REVISION)
        before = await connection.fetchval(SAID, next_version.FIELD.encode())
        upgraded = [cluster.of("petitions")[-1].name]
        await cluster.restart(upgraded, mutant=next_version.__name__)
        await scene.more(10, scene.between(4, 6))
        await cluster.restart(upgraded)
        said = await connection.fetchval(SAID, next_version.FIELD.encode()) - before
        await connection.execute("UPDATE alembic_version SET version_num = $1", revision)
        return said
    finally:
        await connection.close()
