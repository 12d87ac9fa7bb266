"""How does what waits grow older in a test, without anybody promising so?"""

from sqlalchemy.ext.asyncio import AsyncEngine


async def grow_older(engine: AsyncEngine, seconds: float) -> None:
    """All that waits in this database, by so many seconds of a platform that keeps up."""
    async with engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE patience SET kept_up_seconds = kept_up_seconds + $1", (seconds,))
