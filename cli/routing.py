"""Onto which topic does an agency's event go, whatever is wrong with it? Or why onto none."""

import json
from collections.abc import Set
from typing import Any

from cli.publishing import HEADERS, Outgoing
from shared.events import envelope as envelopes
from shared.events.envelope import Malformed
from shared.messaging import topics
from shared.messaging.letterbox import owner_of

LARGEST = 1_000_000
"""So many bytes a topic takes by Kafka's own limit, with what they are wrapped in; an event has far fewer."""


def routed(line: bytes, number: int, unit: str | None, senders: Set[str]) -> Outgoing | dict[str, Any]:
    """The record for a line; or what its sender is told without one."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        event = None
    envelope: dict[str, Any] = event if isinstance(event, dict) else {}
    source = envelope.get("source")
    sender = unit or (source.removeprefix("/units/") if isinstance(source, str) else None)
    event_id = envelope.get("id") if isinstance(envelope.get("id"), str) else None
    if sender is None:
        detail = "names no unit in its source: say --as UNIT"
        return {"event_id": event_id, "reason": "malformed", "detail": detail, "field": "source"}
    if sender not in senders:
        detail = f"{sender[:80]} has no topics on this platform"
        return {"event_id": event_id, "reason": "unknown_unit", "detail": detail, "field": "source"}
    subject = envelope.get("subject")
    # Half a character has no bytes; the key is not judged, the event is.
    key = subject.encode("utf-8", "replace") if isinstance(subject, str) else None
    if len(line) + len(key or b"") > LARGEST:
        return {"event_id": event_id, **_no_topic_takes(line)}
    return Outgoing(topics.inbound(sender, owner_of(envelope)), line, key, number)


def _no_topic_takes(line: bytes) -> dict[str, Any]:
    """As the gate would say it, which never sees it."""
    try:
        envelopes.decode(line, HEADERS)
    except Malformed as problem:
        return {"reason": "malformed", "detail": problem.detail, "field": problem.field}
    detail = f"no topic takes a record of {len(line)} bytes: it was not sent"
    return {"reason": "too_large", "detail": detail}
