"""Which units are there by now? Read from the service that is told first: notices (R6)."""

from cli.platform import Platform
from shared.database.engine import build_engine
from shared.messaging.law import told
from shared.units import Registry


async def current_registry(where: Platform) -> Registry:
    """The registry with every change that was recorded."""
    engine = build_engine(where.databases["notices"], application="doithoai-notices-cli", pool_size=1)
    try:
        async with engine.connect() as conn:
            return (await told(conn)).current.registry
    finally:
        await engine.dispose()
