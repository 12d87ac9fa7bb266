"""How do topics come to be?

Made by the platform, never by a sender's mistake; a second run changes nothing.
"""

import asyncio
from collections.abc import Sequence

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

from shared.messaging.topics import TopicSpec

log = structlog.get_logger(__name__)
EXISTS = 36
REQUEST_TIMEOUT_MS = 60_000
SEEN_POLL_S = 0.05


async def create_topics(
    bootstrap_servers: str, specs: Sequence[TopicSpec], replication: int = 1
) -> list[str]:
    """Creates the topics that are missing, in one request; returns their names. Raises what Kafka refuses."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=REQUEST_TIMEOUT_MS)
    await admin.start()
    try:
        known = set(await admin.list_topics())
        missing = [spec for spec in specs if spec.name not in known]
        if not missing:
            return []
        wanted = [
            NewTopic(
                spec.name, spec.partitions, min(replication, 3),
                topic_configs={**spec.configs, **_kept_safe(replication)},
            )
            for spec in missing
        ]  # fmt: skip
        answer = await admin.create_topics(wanted)
        for topic, code, *rest in answer.topic_errors:
            if code not in (0, EXISTS):
                raise for_code(code)(f"creating {topic}: {rest[0] if rest else ''}")
        names = [spec.name for spec in missing]
        await _until_seen(admin, names)
        return names
    finally:
        await admin.close()


async def _until_seen(admin: AIOKafkaAdminClient, names: Sequence[str]) -> None:
    """The controller answers before the brokers know: a topic that is made is there for whoever asks next."""
    async with asyncio.timeout(REQUEST_TIMEOUT_MS / 1000):
        while True:
            if set(names) <= set(await admin.list_topics()):
                return
            await asyncio.sleep(SEEN_POLL_S)


def _kept_safe(replication: int) -> dict[str, str]:
    """With three copies, a write is acknowledged only once two have it."""
    if replication < 3:
        return {}
    return {"min.insync.replicas": "2", "unclean.leader.election.enable": "false"}
