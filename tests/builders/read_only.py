"""A database that takes nothing in: whoever connects to it may only look."""

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.rows import execute, fetch

OTHERS_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def read_only(engine: AsyncEngine, said: str) -> None:
    """Makes it one (`on`), or again one that does (`off`), for whoever connects anew."""
    async with engine.connect() as conn:
        looking = await conn.execution_options(isolation_level="AUTOCOMMIT")
        await execute(looking, "SET default_transaction_read_only = off")
        (name,) = (await fetch(looking, "SELECT current_database()"))[0]
        await execute(looking, f'ALTER DATABASE "{name}" SET default_transaction_read_only = {said}')
        await execute(looking, OTHERS_LEAVE)
        await execute(looking, f"SET default_transaction_read_only = {said}")
