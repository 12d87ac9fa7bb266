"""What were senders told of their records? Read from the topics of receipts, where it still stands."""

from collections.abc import Collection
from typing import Any

import msgspec

from shared.messaging import topics
from shared.messaging.inbound import (
    Accepted,
    Duplicate,
    Outcome,
    Patience,
    Place,
    Reason,
    Rejected,
    Waiting,
)
from shared.messaging.offsets import Offsets
from shared.messaging.reading import records_between


async def told_receipts(
    servers: str, offsets: Offsets, service: str, unit_ids: Collection[str]
) -> dict[Place, Outcome]:
    """The last word on each record of these units' topics for `service`, by where the record lies."""
    partitions = await offsets.partitions([topics.receipts(unit_id) for unit_id in unit_ids])
    begins, ends = await offsets.begins(partitions), await offsets.ends(partitions)
    found: dict[Place, Outcome] = {}
    async for records in records_between(servers, begins, ends):
        for record in records:
            said: dict[str, Any] = msgspec.json.decode(record.value or b"{}")
            if str(said.get("topic", "")).endswith(f".{service}"):
                found[said["topic"], said["partition"], said["offset"]] = _outcome(said)
    return found


def _outcome(said: dict[str, Any]) -> Outcome:
    match said["outcome"]:
        case "accepted":
            return Accepted()
        case "duplicate":
            return Duplicate()
        case "rejected":
            reason, detail = Reason(said["reason"]), said.get("detail", "")
            return Rejected(reason, detail, said.get("field"), said.get("event_id"))
        case _:
            return Waiting("", Patience.SUBJECT)
