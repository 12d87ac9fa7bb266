"""Are each service's database and its topic of one moment? Nobody starts to write before that is known."""

import asyncio
import importlib
from collections.abc import Mapping

import structlog

from cli.failure import Failure, unreachable
from shared.database.engine import build_engine
from shared.database.rows import fetch
from shared.messaging.ahead import DoNotAgree, must_agree
from shared.messaging.offsets import Offsets

log = structlog.get_logger(__name__)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0
LACKING = "SELECT t FROM unnest($1::text[]) AS t WHERE to_regclass(quote_ident(t)) IS NULL ORDER BY 1"
NAMED = 3


class NotSetUp(RuntimeError):
    """The database lacks tables of the service: it was never set up, or is another's."""


async def agreed(kafka: str, databases: Mapping[str, str]) -> None:
    """Failure, which names what is known where, if a topic knows more than its database, or less."""
    async with Offsets(kafka) as offsets:
        for service, url in databases.items():
            engine = build_engine(url, application=f"doithoai-{service}-agreeing", pool_size=1)
            try:
                await must_agree(engine, service, kafka, offsets)
            except DoNotAgree as error:
                raise Failure(str(error)) from None
            finally:
                await engine.dispose()


async def set_up(service: str, url: str) -> None:
    """NotSetUp, which says what to do, unless the database has every table of the service; more are well."""
    known = importlib.import_module(f"services.{service}.store.tables").METADATA.tables
    engine = build_engine(url, application=f"doithoai-{service}-agreeing", pool_size=1)
    try:
        async with engine.connect() as conn:
            lacking = [name for (name,) in await fetch(conn, LACKING, sorted(known))]
    finally:
        await engine.dispose()
    if lacking:
        raise NotSetUp(
            f"the database of {service} lacks {len(lacking)} of its tables ({', '.join(lacking[:NAMED])}…): "
            "run `doithoai setup`; if that was done, DOITHOAI_DATABASE names another database"
        )


async def until_agreed(kafka: str, databases: Mapping[str, str]) -> None:
    """The same, however long Kafka and PostgreSQL take to answer, and their tables to be made."""
    pause = FIRST_PAUSE_S
    while True:
        try:
            for service, url in databases.items():
                await set_up(service, url)
            await agreed(kafka, databases)
            return
        except Failure:
            raise
        except Exception as error:
            told = str(error) if isinstance(error, NotSetUp) else unreachable(error)
            log.warning(
                "nothing is taken in: whether database and topic agree can't be asked yet",
                services=sorted(databases), error=type(error).__name__, reason=told,
            )  # fmt: skip
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
