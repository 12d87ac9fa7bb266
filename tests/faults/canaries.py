"""Did anything personal get out? The campaign's names and phones are looked for wherever none may be."""

import json

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.messaging import topics
from shared.messaging.offsets import Offsets
from tests.faults.cluster import Cluster
from tests.faults.story import CANARY_NAME, CANARY_PHONE

WORDS = tuple(
    word.encode() for word in (CANARY_NAME, json.dumps(CANARY_NAME).strip('"'), CANARY_PHONE)
)  # fmt: skip
"""As UTF-8, as JSON escapes it, and digits."""
PAGES = ("/metrics", "/", "/api/deadlines?state=overdue", "/api/reports/quarters/2024-Q2", "/api/petitions")
KEPT = "SELECT count(*) FROM acts WHERE data::text LIKE '%' || $1 || '%'"


async def found(cluster: Cluster) -> list[str]:
    """Where one of them is and should not be; or that they are nowhere, and the search is blind."""
    places = await _on_topics(cluster)
    places += [f"log {path.name}" for path in cluster.logs() if _has(path.read_bytes())]
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        for place in cluster.places:
            for page in PAGES:
                if _has((await client.get(place.http + page)).content):
                    places.append(f"{place.service}{page}")
    connection = await asyncpg.connect(cluster.platform.databases["petitions"])
    try:
        kept = await connection.fetchval(KEPT, CANARY_PHONE)
    finally:
        await connection.close()
    blind = [] if kept else ["no canary is where it belongs, in the database of petitions"]
    return [f"personal data in {place}" for place in places] + blind


async def _on_topics(cluster: Cluster) -> list[str]:
    """The topics of facts and of progress, every record, key and header."""
    names, servers = [*topics.FACTS.values(), topics.PROGRESS], cluster.platform.kafka
    async with Offsets(servers) as offsets:
        partitions = [TopicPartition(*p) for p in await offsets.partitions(names)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    guilty: set[str] = set()
    async with consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(p) < end for p, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for r in records:
                    said = (r.key or b"", r.value or b"", *(value for _, value in r.headers))
                    if any(_has(part) for part in said):
                        guilty.add(f"{r.topic} {r.partition}@{r.offset}")
    return sorted(guilty)


def _has(said: bytes) -> bool:
    return any(word in said for word in WORDS)
