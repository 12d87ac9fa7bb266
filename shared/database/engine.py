"""How does a service reach its database, and is that database safe to promise on?

(durability is asserted at start)
"""

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared.database.rows import fetch

DURABILITY = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


class UnsafeDatabase(RuntimeError):
    """The server would lose what it has acknowledged: the platform does not start on it."""


def async_url(url: str) -> str:
    """A postgresql:// URL for SQLAlchemy's asyncpg dialect."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise ValueError("a database is named by a postgresql:// URL")
    return f"postgresql+asyncpg://{rest}"


def build_engine(url: str, *, application: str, pool_size: int = 8) -> AsyncEngine:
    """An engine whose sessions are named `application`: by it the progress of writers is seen."""
    return create_async_engine(
        async_url(url),
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,
        json_deserializer=msgspec.json.decode,
        connect_args={
            "server_settings": {
                "application_name": application,
                "jit": "off",
                # A plan made while a table was small would be kept when it no longer is.
                "plan_cache_mode": "force_custom_plan",
            },
            "timeout": 10,
        },
    )


async def assert_durable(conn: AsyncConnection) -> None:
    """UnsafeDatabase if a commit on this server could be lost."""
    found = await fetch(conn, "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", list(DURABILITY))
    settings: dict[str, str] = {name: setting for name, setting in found}
    wrong = {name: value for name, value in settings.items() if value in ("off", "local")}
    if wrong:
        raise UnsafeDatabase(f"PostgreSQL would lose acknowledged work: {wrong}; expected {DURABILITY}")
