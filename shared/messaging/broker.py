"""How does a service reach Kafka to read, and leave it again? By a broker of FastStream's."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

import structlog
from faststream.kafka import KafkaBroker

from shared.messaging.header_names import read_any_name

log = structlog.get_logger(__name__)

NEW_TOPICS_SEEN_MS = 10_000


def build_broker(bootstrap_servers: str, service: str) -> KafkaBroker:
    """The broker connection that a service's subscriptions share."""
    read_any_name()
    return KafkaBroker(
        # FastStream takes a text for one server, commas and all.
        bootstrap_servers.split(","),
        client_id=f"doithoai-{service}",
        metadata_max_age_ms=NEW_TOPICS_SEEN_MS,
        allow_auto_create_topics=False,
        # What is written goes through the relay: a producer of FastStream's own would be left open by each
        # start that fails.
        consumer_only=True,
        apply_types=False,
        logger=_quiet_logger(),
        log_level=logging.DEBUG,
    )


def _quiet_logger() -> logging.Logger:
    """Lets FastStream say only what is amiss, the way our own lines go."""
    logger = logging.getLogger("doithoai.faststream")
    logger.setLevel(logging.WARNING)
    logger.addFilter(_worth_saying)
    return logger


def _worth_saying(record: logging.LogRecord) -> bool:
    # That topics are made by the platform alone is meant, not amiss.
    return not str(record.msg).startswith("Auto create topics is disabled")


async def start_broker(broker: KafkaBroker) -> None:
    """Starts the subscriptions; waits for a Kafka that is not there yet, for as long as it takes."""
    pause = 0.5
    while True:
        try:
            await broker.start()
            return
        except Exception as error:
            log.warning("Kafka is not there yet", error=type(error).__name__)
            # What of it had started already.
            with suppress(Exception):
                await broker.stop()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10)


async def stop_broker(broker: KafkaBroker) -> None:
    """Ends the subscriptions; what they held is given to others at once.

    The client of a member that has a name of its own leaves its group only by silence, as if it would be back
    soon, and nobody reads for it until its session is over. That it is told to leave has no public name.
    """
    for subscriber in broker.subscribers:
        consumer: Any = getattr(subscriber, "consumer", None)
        coordinator = getattr(consumer, "_coordinator", None)
        if coordinator is not None:
            coordinator._group_instance_id = None
    await broker.stop()
