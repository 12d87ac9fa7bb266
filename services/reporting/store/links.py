"""Which petitions belong, or were ever said to belong, to which conference?"""

from collections.abc import Collection, Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.store.tables import LINKS
from shared.database.bulk import insert_rows
from shared.database.rows import execute

COLUMNS = ("petition_id", "conference_id")
OF_CONFERENCES = (
    "SELECT DISTINCT petition_id FROM petition_links WHERE conference_id = ANY($1) ORDER BY petition_id"
)
MARK_PETITIONS = (
    "INSERT INTO recomputations (subject, generation) "
    "SELECT DISTINCT 'petition/' || petition_id, 1 FROM petition_links "
    "WHERE ($1::text[] IS NULL OR conference_id = ANY($1)) AND NOT 'petition/' || petition_id = ANY($2) "
    "ORDER BY 1 "
    "ON CONFLICT (subject) DO UPDATE SET generation = recomputations.generation + 1"
)


async def link(conn: AsyncConnection, pairs: Iterable[tuple[str, str]], new: Collection[str]) -> None:
    """Keeps (petition, conference) pairs; of petitions that are `new` here there is none yet."""
    wanted = sorted(set(pairs))
    await insert_rows(conn, LINKS, COLUMNS, [pair for pair in wanted if pair[0] in new])
    known = [pair for pair in wanted if pair[0] not in new]
    await insert_rows(conn, LINKS, COLUMNS, known, "ON CONFLICT DO NOTHING")


async def petitions_of(conn: AsyncConnection, conference_ids: Iterable[str]) -> list[str]:
    """All petitions that were ever said to belong to any of these conferences."""
    return list((await conn.exec_driver_sql(OF_CONFERENCES, (sorted(conference_ids),))).scalars())


async def mark_petitions(
    conn: AsyncConnection, conference_ids: Iterable[str] | None, but_not: Iterable[str] = ()
) -> None:
    """Petitions of these conferences (None: all) are to be folded again, but for the subjects at hand."""
    wanted = None if conference_ids is None else sorted(conference_ids)
    if wanted is None or wanted:
        await execute(conn, MARK_PETITIONS, wanted, sorted(but_not))
