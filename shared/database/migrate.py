"""How does a database get its tables?

By the service's own migrations, run to the newest; safe to run again.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from shared.database.engine import assert_durable, build_engine
from shared.database.rows import fetch

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(service: str) -> Config:
    """Alembic's settings for one service, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "services" / service / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


class LaterVersion(RuntimeError):
    """The tables are of a later version than this one: they are not touched."""


def _known(conn: Connection, service: str, config: Config) -> None:
    """LaterVersion if the database's revision is none that this version has."""
    revisions = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(conn).get_current_revision()
    if current is not None and current not in revisions:
        raise LaterVersion(
            f"the database of {service} is of a later version (revision {current}, here up to "
            f"{max(revisions)}): set it up with that version"
        )


def upgrade(conn: Connection, service: str, revision: str = "head") -> None:
    """Brings the service's tables to the newest form (or that of `revision`), in the caller's transaction."""
    config = alembic_config(service)
    _known(conn, service, config)
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


async def migrate(service: str, url: str) -> None:
    """Brings the database at `url` to the newest form; two that start at once wait for each other."""
    engine = build_engine(url, application=f"doithoai-{service}-migrations", pool_size=1)
    try:
        async with engine.begin() as conn:
            await assert_durable(conn)
            await fetch(conn, "SELECT pg_advisory_xact_lock(85, hashtext($1))", service)
            await conn.run_sync(upgrade, service)
    finally:
        await engine.dispose()
