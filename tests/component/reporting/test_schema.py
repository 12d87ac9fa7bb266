"""Do the migrations make the tables that the code declares?"""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.reporting.store.tables import METADATA
from tests.builders.reporting_side import ReportingSide


async def test_the_migrations_leave_nothing_to_be_migrated(side: ReportingSide) -> None:
    def differences(conn: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(conn), METADATA)

    async with side.engine.connect() as conn:
        found = await conn.run_sync(differences)
    assert [d for d in found if "alembic_version" not in str(d)] == []
