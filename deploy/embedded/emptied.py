"""A broker whose disk was replaced: may it come back, and when?

An empty controller has forgotten for what it voted. Beside others that are there it may join once they have
agreed on a leader without it: between them they know all that a majority ever agreed on. Where no majority is
left, or the only copy in step was on that disk, what would start is a cluster that forgot, with nobody told.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.embedded.errors import DidNotStart, EmbeddedStackError
from deploy.embedded.kafka_settings import Node
from deploy.embedded.ports import HOST

METADATA = "__cluster_metadata-0"
"""A controller's part of what the cluster knows of itself."""
POLL_S = 0.2
LED_S = 60.0
"""So long those that are there may take to agree, and to take over what the empty ones led."""
NAMED = 3
RUNBOOK = "docs/runbooks/copies-missing.md"


def emptied(nodes: Sequence[Node], began: bool) -> list[Node]:
    """Those that lost what they had, or have not got it back yet; `began`: the cluster has worked before."""
    if not began and not any(_has_records(node) for node in nodes):
        return []
    empty = [node for node in nodes if not _has_metadata(node) or _mark(node).exists()]
    if empty and 2 * len(empty) >= len(nodes):
        raise EmbeddedStackError(
            f"no majority of the brokers has its data: {_folders(empty)} of {len(nodes)} hold nothing, or "
            "not yet what they had, though this cluster has worked. Started so, Kafka would have forgotten "
            "what it kept, and nobody would notice: put back what was in them (their disks, or a copy), or, "
            f"to begin with nothing, take another data directory; see {RUNBOOK}"
        )
    return empty


def comes_back(node: Node) -> None:
    """Notes that what is on its disk is not all there yet, until `is_back`."""
    _mark(node).touch()


def is_back(node: Node) -> None:
    """It has joined: it knows again what the cluster knows."""
    _mark(node).unlink(missing_ok=True)


async def led_without(there: Sequence[Node], empty: Sequence[Node]) -> None:
    """Waits until those that are there lead every partition, and nobody counts on the empty ones any more."""
    until = monotonic() + LED_S
    while True:
        unled = await _unled(there)
        if unled == []:
            return
        if monotonic() > until:
            break
        await asyncio.sleep(POLL_S)
    if unled is None:
        raise DidNotStart(f"the brokers beside {_folders(empty)} did not agree on a leader in {LED_S:.0f} s")
    more = f" and {len(unled) - NAMED} more" if len(unled) > NAMED else ""
    raise EmbeddedStackError(
        f"{_folders(empty)} hold nothing, and of {', '.join(unled[:NAMED])}{more} no other broker has a copy "
        "that was in step: filled from the others, records would be lost. Put back what was in there (its "
        f"disk, or a copy), see {RUNBOOK}"
    )


async def _unled(there: Sequence[Node]) -> list[str] | None:
    """The partitions that none of these leads; None while they don't agree on who is there."""
    ids = {node.id for node in there}
    admin = AIOKafkaAdminClient(bootstrap_servers=[f"{HOST}:{node.port}" for node in there])
    try:
        await admin.start()
        known = {broker["node_id"] for broker in (await admin.describe_cluster())["brokers"]}
        if known != ids:
            return None
        return [
            f"{topic['topic']}/{partition['partition']}"
            for topic in await admin.describe_topics()
            for partition in topic["partitions"]
            if partition["leader"] not in ids
        ]
    except KafkaError:
        return None
    finally:
        await admin.close()


def _has_metadata(node: Node) -> bool:
    """For whom it voted, and what the cluster agreed on."""
    metadata = node.data / METADATA
    return (metadata / "quorum-state").exists() and any(metadata.glob("*.log"))


def _has_records(node: Node) -> bool:
    return any(path.name != METADATA for path in node.data.glob("*-[0-9]*"))


def _mark(node: Node) -> Path:
    return node.home / "comes-back"


def _folders(nodes: Sequence[Node]) -> str:
    return ", ".join(str(node.data) for node in nodes)
