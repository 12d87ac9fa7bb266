"""Do the migrations make the tables that the code declares?"""

from importlib import import_module

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection

from services.reporting.store.tables import METADATA
from tests.builders.reporting_side import ReportingSide


async def test_the_migrations_leave_nothing_to_be_migrated(side: ReportingSide) -> None:
    def differences(conn: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(conn), METADATA)

    async with side.engine.connect() as conn:
        found = await conn.run_sync(differences)
    assert [d for d in found if "alembic_version" not in str(d)] == []


async def test_an_upgrade_has_each_petition_folded_once_more(side: ReportingSide) -> None:
    again = import_module("services.reporting.migrations.versions.0015_petitions_folded_once_more")

    def upgrade(conn: Connection) -> None:
        with Operations.context(MigrationContext.configure(conn)):
            again.upgrade()

    async with side.engine.begin() as conn:
        await conn.exec_driver_sql(
            "INSERT INTO petition_links VALUES ('kn-1', 'hn-1'), ('kn-1', 'hn-2'), ('kn-2', 'hn-1')"
        )
        await conn.exec_driver_sql("INSERT INTO recomputations VALUES ('petition/kn-2', 1)")
        await conn.run_sync(upgrade)
    marks = await side.rows("SELECT subject, generation FROM recomputations ORDER BY 1")
    assert marks == [("petition/kn-1", 1), ("petition/kn-2", 2)]
