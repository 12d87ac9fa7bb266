"""What became of each record? Every receipt on the agencies' topics, read to the end."""

import asyncio
import json
from collections import defaultdict
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.recount.oracle.registry import Registry

ALSO = {
    # R23: not allowed, or a fact without effect where what forbids it arrived later.
    "without_effect": {"accepted", "not_allowed", "waiting", "not_your_unit"},
    "again": {
        "duplicate",
        "accepted",
        "not_allowed",
        "waiting",
        "not_your_unit",
        "unknown_subject",
        "conflicting_duplicate",
    },
    # A correction of what has no effect: by what had arrived before the act, and before the correction.
    "perhaps": {"accepted", "waiting", "unknown_subject", "not_allowed", "not_your_unit"},
    # What waits for its subject or its right may not have been given up yet.
    "unknown_subject": {"unknown_subject", "waiting"},
    "not_your_unit": {"not_your_unit", "waiting"},
}


def outcomes(bootstrap_servers: str) -> dict[str, list[str]]:
    """The last outcome of each record by the id of its event; of a rejection the reason."""
    last: dict[tuple[str, int], dict[str, Any]] = {}
    for receipt in asyncio.run(_receipts(bootstrap_servers)):
        last[receipt["topic"], receipt["offset"]] = receipt
    found: defaultdict[str, list[str]] = defaultdict(list)
    for receipt in last.values():
        outcome = receipt["reason"] if receipt["outcome"] == "rejected" else receipt["outcome"]
        found[receipt["event_id"] or "?"].append(outcome)
    return {event_id: sorted(ends) for event_id, ends in found.items()}


async def _receipts(bootstrap_servers: str) -> list[dict[str, Any]]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        partitions = [TopicPartition(f"doithoai.receipts.{unit}", 0) for unit in Registry().with_topics()]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[dict[str, Any]] = []
        while any([await consumer.position(one) < end for one, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                found += [json.loads(record.value or b"null") for record in batch]
        return found
    finally:
        await consumer.stop()


def unexpected(said: dict[str, list[str]], lines: list[str], verdicts: dict[int, str]) -> list[str]:
    """The events whose records ended otherwise than the rules say."""
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for place, line in enumerate(lines):
        if event_id := _id(line):  # what is no JSON is put on no topic by `publish`
            wanted[event_id].append(verdicts[place])
    return [
        f"receipts of {event_id}: the oracle says {sorted(ends)}, the platform {said.get(event_id, [])}"
        for event_id, ends in sorted(wanted.items())
        if not _agree(sorted(ends), said.get(event_id, []))
    ]


def _agree(wanted: list[str], said: list[str]) -> bool:
    left = list(said)
    for verdict in sorted(wanted, key=lambda one: len(ALSO.get(one, ""))):
        found = next((one for one in left if one in ALSO.get(verdict, {verdict})), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _id(line: str) -> str:
    return str(envelope_of(line).get("id") or "")


def envelope_of(line: str) -> dict[str, Any]:
    """What is no JSON is none."""
    try:
        return dict(json.loads(line))
    except ValueError:
        return {}
