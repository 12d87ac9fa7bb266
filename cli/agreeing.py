"""Are each service's database and its topic of one moment? Nobody starts to write before that is known."""

import asyncio
from collections.abc import Mapping

import structlog

from cli.failure import Failure
from shared.database.engine import build_engine
from shared.messaging.ahead import DoNotAgree, must_agree
from shared.messaging.offsets import Offsets

log = structlog.get_logger(__name__)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0


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


async def until_agreed(kafka: str, databases: Mapping[str, str]) -> None:
    """The same, however long Kafka and PostgreSQL take to answer."""
    pause = FIRST_PAUSE_S
    while True:
        try:
            await agreed(kafka, databases)
            return
        except Failure:
            raise
        except Exception as error:
            log.warning(
                "nothing is taken in: whether database and topic agree can't be asked yet",
                services=sorted(databases), error=type(error).__name__,
            )  # fmt: skip
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
