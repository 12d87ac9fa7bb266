"""Does reporting say the same after a rebuild (R29)? Dropped and replayed twice, on a platform at rest."""

from cli.settling import Settling
from services.reporting.store import projection
from shared.database.engine import build_engine
from tests.faults.cluster import Cluster

REPLAYED_S = 120.0


async def twice(cluster: Cluster) -> list[str]:
    """What differs from the projection that lived through it all."""
    engine = build_engine(cluster.platform.databases["reporting"], application="campaign", pool_size=1)
    try:
        digests: list[str] = []
        for rebuilt in (False, True, True):
            if rebuilt:
                await projection.rebuild(engine)
                async with Settling(cluster.platform) as settling:
                    left = await settling.settle(REPLAYED_S)
                if not left.nothing():
                    return [f"the stream was not replayed in {REPLAYED_S:.0f} s: {left.says()}"]
            async with engine.connect() as conn:
                digests.append(await projection.digest(conn))
    finally:
        await engine.dispose()
    return [] if len(set(digests)) == 1 else [f"a rebuild says something else: {digests}"]
