"""Does anything of the platform work on a database? What is put right beside it must be alone."""

from collections.abc import Sequence

import asyncpg

from cli.failure import Failure

AT_WORK = "SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name LIKE 'doithoai-%'"


async def nobody_works(url: str) -> None:
    """Failure if a service is connected: it would write beside us."""
    connection = await asyncpg.connect(url)
    try:
        names: Sequence[str] = [row[0] for row in await connection.fetch(AT_WORK)]
    finally:
        await connection.close()
    if names:
        raise Failure(f"stop the platform first: {', '.join(sorted(names))} still hold connections")
