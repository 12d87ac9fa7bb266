"""How does a service reach its database, and is that database safe to promise on?

(durability is asserted at start)
"""

from collections.abc import Sequence
from time import monotonic
from typing import Any

import msgspec
from asyncpg import InternalClientError  # pyright: ignore[reportMissingTypeStubs]
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from shared.database.rows import fetch

RESTED_S = 2.0
RESTS_SINCE = "rests_since"
DURABILITY = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


class DatabaseAway(ConnectionError):
    """The server can't be reached: whoever asks is to come back."""


class UnsafeDatabase(RuntimeError):
    """The server would lose what it has acknowledged: the platform does not start on it."""


def async_url(url: str) -> str:
    """A postgresql:// URL for SQLAlchemy's asyncpg dialect."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise ValueError("a database is named by a postgresql:// URL")
    return f"postgresql+asyncpg://{rest}"


def build_engine(
    url: str, *, application: str, pool_size: int = 8, more: int = 4, patience_s: float = 30.0
) -> AsyncEngine:
    """An engine whose sessions are named `application`: by it the progress of writers is seen.

    Of `pool_size` connections, and `more` while all are in use; whoever waits longer for one is told so.
    """
    engine = create_async_engine(
        async_url(url),
        pool_size=pool_size,
        max_overflow=more,
        pool_timeout=patience_s,
        json_deserializer=msgspec.json.decode,
        connect_args={
            "server_settings": {
                "application_name": application,
                "jit": "off",
                # A plan made while a table was small would be kept when it no longer is.
                "plan_cache_mode": "force_custom_plan",
                # To start processes for a page took longer than the page, the longer the more is going on.
                "max_parallel_workers_per_gather": "0",
            },
            "timeout": 10,
        },
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "checkin", _rests)
    event.listen(engine.sync_engine, "checkout", _still_there)
    event.listen(engine.sync_engine, "handle_error", _out_of_step)
    return engine


def _connect(dialect: Any, _: ConnectionPoolEntry, arguments: Sequence[Any], named: dict[str, Any]) -> Any:
    """DatabaseAway by its own name: an OSError may come from anywhere, and says nothing of a database."""
    try:
        return dialect.connect(*arguments, **named)
    except OSError as error:
        raise DatabaseAway(f"PostgreSQL can't be reached: {type(error).__name__}: {error}") from error


def _rests(_: Any, record: ConnectionPoolEntry) -> None:
    record.info[RESTS_SINCE] = monotonic()


def _still_there(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
    """A server that died has closed its connections; one that has rested is asked, for a network may be gone.

    To ask before each use, as the pool would, is three round trips.
    """
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError("the database was away")
    if monotonic() - record.info.get(RESTS_SINCE, monotonic()) > RESTED_S:
        try:
            connection.ping()
        except Exception as error:
            raise InvalidatePoolError("the database was away") from error


def _out_of_step(what: ExceptionContext) -> None:
    """A server that has said that it goes, and has not closed yet, is as gone as one that has."""
    if isinstance(what.original_exception.__cause__, InternalClientError):
        what.is_disconnect = True


async def assert_durable(conn: AsyncConnection) -> None:
    """UnsafeDatabase if a commit on this server could be lost."""
    found = await fetch(conn, "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", list(DURABILITY))
    settings: dict[str, str] = {name: setting for name, setting in found}
    wrong = {name: value for name, value in settings.items() if value in ("off", "local")}
    if wrong:
        raise UnsafeDatabase(f"PostgreSQL would lose acknowledged work: {wrong}; expected {DURABILITY}")
