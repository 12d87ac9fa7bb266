"""How is an event kept that passed the gate and is not decided yet? As it was understood then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from shared.events.catalogue import Entry
from shared.events.keepable import InvalidData
from shared.events.validate import from_json
from shared.messaging.inbound import Inbound, Reason, Record, Rejected


@dataclass(frozen=True, slots=True)
class Identity:
    """Which event it is, without what it says."""

    name: str
    source: str
    event_id: str


def identity(packed: bytes) -> Identity:
    """Which event was kept."""
    kept = msgspec.json.decode(packed)
    return Identity(kept["name"], kept["source"], kept["event_id"])


def pack(event: Inbound) -> bytes:
    """The event as bytes, personal data included: they stay in this service's database."""
    kept: dict[str, Any] = {
        "name": event.name,
        "source": event.source,
        "event_id": event.event_id,
        "unit_id": event.unit_id,
        "time": event.time.isoformat(),
        "subject": event.subject,
        "digest": event.digest.hex(),
        "traceparent": event.traceparent,
        "data": event.data,
    }
    return msgspec.json.encode(kept)


def unpack(entries: Mapping[str, Entry], packed: bytes, record: Record) -> Inbound:
    """The event again, its data validated anew (shared.events.validate.InvalidData if it no longer is)."""
    kept = msgspec.json.decode(packed)
    entry = entries[kept["name"]]
    return Inbound(
        name=kept["name"],
        source=kept["source"],
        event_id=kept["event_id"],
        unit_id=kept["unit_id"],
        time=datetime.fromisoformat(kept["time"]),
        subject=kept["subject"],
        event=from_json(entry.model, msgspec.json.encode(kept["data"])),
        data=kept["data"],
        digest=bytes.fromhex(kept["digest"]),
        traceparent=kept["traceparent"],
        record=record,
    )


def judged_anew(entries: Mapping[str, Entry], packed: bytes, record: Record) -> Inbound | Rejected:
    """The event again, or refused as the gate would now: this version asks something else of it."""
    known = identity(packed)
    if known.name not in entries:
        detail = "this service takes no events of this type any more"
        return Rejected(Reason.UNKNOWN_TYPE, detail, "type", known.event_id, known.name)
    try:
        return unpack(entries, packed, record)
    except InvalidData as problem:
        return Rejected(Reason.INVALID_DATA, problem.detail, problem.field, known.event_id, known.name)
